// One time chart: uPlot in the place of the drawing, which stays for paper and for browsers without scripts.

import uPlot from "uplot";
import { faultsAt, instants, padded, type ChartData, type ChartTimes } from "./data";
import * as format from "./format";
import { entries, legend, type Legend } from "./legend";
import { look, palette, type Look, type Palette } from "./palette";
import { drawFaults, drawNames, drawPeak, drawTitle, rowHeight, rowsOf } from "./shades";
import type { Span } from "./span";
import { stack } from "./stack";
import { countTicks, decades, timeTicks } from "./ticks";

export interface Events {
  /** Somebody dragged over a part of the axis. */
  zoomed(span: Span): void;
  /** Somebody wants all of it. */
  reset(): void;
  /** The pointer is at a point, or nowhere. */
  pointed(index: number | null): void;
  keyed(event: KeyboardEvent): void;
  toggled(name: string): void;
}

/** What the page knows of a chart before anything of it is changed: to ask in between would have the browser lay out the whole page for each chart. */
export interface Measured {
  readonly width: number;
  readonly colours: Palette;
  readonly looks: ReadonlyMap<string, Look>;
}

export function measure(figure: HTMLElement, colours: Palette): Measured {
  const looks = new Map([...entries(figure)].map(([name, entry]) => [name, look(entry)]));
  return { width: Math.floor(figure.clientWidth), colours, looks };
}

/** Below this width the drawing for phones is shown, as in the style sheet. */
export const narrow = matchMedia("(max-width: 760px)");

/** Nothing is faster than a microsecond here, and 0 has no place on a logarithmic axis. */
const least = 1e-6;

export class Plot {
  readonly box = document.createElement("div");
  private readonly u: uPlot;
  private readonly times: number[];
  private readonly raw: (number | null)[][];
  private readonly legend: Legend;
  private readonly resized: ResizeObserver;
  private readonly all: Span;
  private now: Span;
  private readonly rows: number;

  constructor(
    private readonly figure: HTMLElement,
    private readonly data: ChartData,
    private readonly scenario: ChartTimes,
    private readonly hidden: ReadonlySet<string>,
    group: string,
    private readonly events: Events,
    private measured: Measured,
  ) {
    this.all = { from: 0, to: scenario.end };
    this.now = this.all;
    this.times = instants(scenario, data.kind);
    this.raw = data.series.map((series) => padded(series.values, this.times.length));
    this.legend = legend(figure, this.widest(), (name) => events.toggled(name));
    this.placeBox();
    this.rows = data.kind === "areas" ? this.measureRows() : 0;
    this.u = new uPlot(this.options(group), this.values(), this.box);
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.box);
    this.legend.show(hidden);
  }

  /** Shows a part of the axis. */
  span(span: Span): void {
    this.now = span;
    this.u.batch(() => this.u.setScale("x", { min: span.from, max: span.to }));
    this.box.ariaValueMin = String(span.from);
    this.box.ariaValueMax = String(span.to);
  }

  /** Puts the cursor at a point, or takes it away, without telling the charts beside. */
  cursor(index: number | null): void {
    const at = index === null ? undefined : this.times[index];
    this.u.setCursor(at === undefined ? { left: -10, top: -10 } : { left: this.u.valToPos(at, "x"), top: this.u.over.clientHeight / 2 }, true);
  }

  /** Draws the series anew after one was shown or hidden. */
  toggle(): void {
    this.u.batch(() => {
      this.order().forEach((n, i) => this.u.setSeries(i + 1, { show: this.isShown(n) }, false));
      this.u.setData(this.values(), false);
      this.u.setScale("x", { min: this.u.scales["x"]!.min!, max: this.u.scales["x"]!.max! });
    });
    this.legend.show(this.hidden);
  }

  /** Takes the colours that the page has now. */
  recolour(): void {
    this.measured = measure(this.figure, palette());
    this.u.redraw(false);
  }

  fit(): void {
    const { width, height } = this.size(Math.floor(this.box.clientWidth));
    if (width > 0 && (width !== this.u.width || height !== this.u.height)) {
      this.u.setSize({ width, height });
    }
  }

  destroy(): void {
    this.resized.disconnect();
    this.u.destroy();
  }

  private get colours(): Palette {
    return this.measured.colours;
  }

  private look(n: number): Look {
    return this.measured.looks.get(this.data.series[n]?.name ?? "") ?? { colour: this.colours.ink, width: 1.75, dash: [] };
  }

  /** A slider over time is what the chart is to a keyboard and to a screen reader: arrows move it, and its value is read out. */
  private placeBox(): void {
    const id = (part: string) => `${this.figure.id}-w${part}`;
    this.box.className = "plot";
    this.box.id = `${this.figure.id}-plot`;
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "slider");
    this.box.setAttribute("aria-labelledby", id("t"));
    this.box.setAttribute("aria-describedby", id("d"));
    this.box.ariaValueNow = "0";
    this.box.ariaValueText = "no second chosen";
    this.box.addEventListener("keydown", (event) => this.events.keyed(event));
    this.figure.insertBefore(this.box, this.figure.querySelector(":scope > svg"));
    this.figure.classList.add("enhanced");
  }

  /** As high as the drawing that it replaces. */
  private size(width: number): { width: number; height: number } {
    const drawing = this.figure.querySelector<SVGSVGElement>(`:scope > svg.${narrow.matches ? "narrow" : "wide"}`);
    return { width, height: drawing?.viewBox.baseVal.height ?? 128 };
  }

  private options(group: string): uPlot.Options {
    const areas = this.data.kind === "areas";
    const soft = () => this.colours.soft;
    const font = `12px ${this.colours.font}`;
    return {
      ...this.size(this.measured.width),
      padding: [() => (areas ? 12 : 8) + this.rows * rowHeight, () => (narrow.matches ? 8 : 12), 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: areas ? { show: false } : { size: 8, width: 1.5, stroke: () => this.colours.paper, fill: (_, i) => this.look(i - 1).colour },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            this.events.reset();
            return null;
          },
        },
        sync: { key: group, scales: ["x", null], setSeries: false, filters: { pub: (type) => type === "mousemove" || type === "mouseleave" } },
      },
      scales: {
        x: { time: false, min: this.all.from, max: this.all.to },
        y: this.data.unit === "duration" ? { distr: 3, log: 10, range: (_, min, max) => ends(this.decades(min, max)) } : { range: (_, __, max) => ends(this.counts(max)) },
      },
      axes: [
        {
          size: areas ? 40 : 24,
          gap: 4,
          font,
          stroke: soft,
          grid: { show: false },
          ticks: { stroke: soft, size: 4, width: 1 },
          border: { show: true, stroke: soft, width: 1 },
          splits: (_, __, min, max) => timeTicks(min, max, narrow.matches ? 5 : 12),
          values: (_, splits) => splits.map(format.timeLabel),
        },
        {
          size: () => (narrow.matches ? 46 : 64),
          gap: 8,
          font,
          stroke: soft,
          grid: { stroke: () => this.colours.rule, width: 1 },
          ticks: { show: false },
          splits: (_, __, min, max) => (this.data.unit === "duration" ? this.decades(min, max) : this.counts(max)),
          filter: (_, splits) => splits,
          values: (_, splits) => splits.map((tick) => this.words(tick)),
        },
      ],
      series: [{}, ...this.order().map((n) => this.seriesOf(n))],
      hooks: {
        drawClear: [(u) => void (areas || drawFaults(u, this.scenario.faults, this.colours))],
        draw: [(u) => this.drawOver(u)],
        setCursor: [(u) => this.say(u.cursor.idx ?? null)],
        setSelect: [(u) => this.select(u)],
      },
    };
  }

  private seriesOf(n: number): uPlot.Series {
    const areas = this.data.kind === "areas";
    const values = this.raw[n]!;
    const alone = values.flatMap((value, i) => (value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? [i] : []));
    return {
      label: this.data.series[n]!.name,
      show: this.isShown(n),
      stroke: () => (areas ? this.colours.paper : this.look(n).colour),
      width: areas ? 0.75 : this.look(n).width,
      dash: areas ? [] : this.look(n).dash,
      ...(areas ? { fill: () => this.look(n).colour } : {}),
      points: alone.length > 0 && !areas ? { show: true, size: 4, filter: () => alone } : { show: false },
    };
  }

  /** The order of drawing: of areas the highest first, so that each covers what it stands on. */
  private order(): number[] {
    const order = this.data.series.map((_, n) => n);
    return this.data.kind === "areas" ? order.reverse() : order;
  }

  private isShown(n: number): boolean {
    return !this.hidden.has(this.data.series[n]!.name);
  }

  private values(): uPlot.AlignedData {
    const rows =
      this.data.kind === "areas"
        ? stack(this.raw, this.data.series.map((_, n) => this.isShown(n)))
        : this.data.unit === "duration"
          ? this.raw.map((values) => values.map((value) => (value === null ? null : Math.max(value, least))))
          : this.raw;
    return [this.times, ...this.order().map((n) => rows[n]!)];
  }

  private counts(max: number | null): number[] {
    const peaks = this.peaks().map((peak) => peak.value);
    return countTicks(Math.max(1, max ?? 0, ...peaks), this.data.kind === "areas" ? 5 : 4);
  }

  private decades(min: number | null, max: number | null): number[] {
    return decades(min ?? 1e-3, max ?? 1e-2);
  }

  /** Those in sight. While uPlot works out the heights, its own axis still has the span before. */
  private peaks(): ChartData["peaks"] {
    return this.data.peaks.filter((peak) => !this.hidden.has(peak.name) && peak.seconds >= this.now.from && peak.seconds <= this.now.to);
  }

  private drawOver(u: uPlot): void {
    if (this.data.kind === "areas") {
      drawFaults(u, this.scenario.faults, this.colours);
      drawNames(u, this.scenario.faults, this.rows, this.colours);
      drawTitle(u, "seconds since the load began", this.colours);
    }
    for (const peak of this.peaks()) {
      const n = this.data.series.findIndex((series) => series.name === peak.name);
      drawPeak(u, peak, `${this.words(peak.value)} ${peak.name} in one second`, this.look(n).colour, this.colours);
    }
  }

  private select(u: uPlot): void {
    const { left, width } = u.select;
    if (width > 0) {
      const span = { from: u.posToVal(left, "x"), to: u.posToVal(left + width, "x") };
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      this.events.zoomed(span);
    }
  }

  private say(index: number | null): void {
    this.events.pointed(index);
    if (index === null) {
      this.legend.say(null);
      this.box.ariaValueText = "no second chosen";
      return;
    }
    const values = new Map(this.data.series.map((series, n) => [series.name, this.value(this.raw[n]![index] ?? null)]));
    const from = this.scenario.from[index]!;
    const to = Math.min(from + this.scenario.step, Math.max(this.scenario.end, from));
    const on = faultsAt(this.scenario.faults, this.times[index]!).map((fault) => fault.kind);
    const when = (this.data.kind === "areas" ? `at ${format.seconds(to)}` : `${format.seconds(from)} to ${format.seconds(to)}`) + (on.length > 0 ? `, ${on.join(" and ")} on` : "");
    this.legend.say({ when, values });
    this.box.ariaValueNow = String(this.times[index]);
    this.box.ariaValueText = `${when}: ${[...values].filter(([name]) => !this.hidden.has(name)).map(([name, value]) => `${name} ${value}`).join(", ")}`;
  }

  private value(value: number | null): string {
    return value === null ? format.none : this.words(value);
  }

  private words(value: number): string {
    return this.data.unit === "rate" ? format.number(value) : format.seconds(value);
  }

  private widest(): Map<string, number> {
    return new Map(this.data.series.map((series, n) => [series.name, this.data.unit !== "rate" ? 7 : format.number(this.raw[n]!.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)).length]));
  }

  private measureRows(): number {
    const width = this.measured.width - (narrow.matches ? 54 : 76);
    return rowsOf(this.scenario.faults, width, width / this.all.to, this.colours);
  }
}

function ends(ticks: readonly number[]): [number, number] {
  return [ticks[0]!, ticks[ticks.length - 1]!];
}

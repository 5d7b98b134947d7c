// The time charts of one scenario: they show the same part of the axis, and their cursors stand at the same second.

import { read, type ChartData, type ChartTimes } from "./data";
import { seconds } from "./format";
import { measure, Plot, type Measured } from "./plot";
import { palette } from "./palette";
import * as spans from "./span";
import type { Span } from "./span";

/** What a reader has chosen, by which it is found again when the page's content is replaced. */
export interface Chosen {
  /** Null: all of it. */
  span: Span | null;
  /** Hidden series by figure. */
  readonly hidden: Map<string, Set<string>>;
}

export class Linked {
  private readonly plots: Plot[] = [];
  private readonly all: Span;
  private readonly least: number;
  private readonly note = document.createElement("p");
  private readonly shown = document.createElement("span");
  private readonly reset = document.createElement("button");
  private at: number | null = null;

  constructor(
    home: HTMLElement,
    private readonly times: ChartTimes,
    private readonly chosen: Chosen,
  ) {
    this.all = { from: 0, to: times.end };
    this.least = Math.min(times.end, 2 * times.step);
    const colours = palette();
    [...home.querySelectorAll<HTMLElement>("figure.chart[id]")]
      .map((figure) => ({ figure, data: read<ChartData>(figure, "chart-data"), measured: measure(figure, colours) }))
      .forEach(({ figure, data, measured }) => data && this.add(figure, data, home.id, measured));
    this.explain(home);
    this.show(chosen.span ?? this.all);
  }

  recolour(): void {
    this.plots.forEach((plot) => plot.recolour());
  }

  fit(): void {
    this.plots.forEach((plot) => plot.fit());
  }

  destroy(): void {
    this.plots.forEach((plot) => plot.destroy());
  }

  private add(figure: HTMLElement, data: ChartData, group: string, measured: Measured): void {
    const hidden = this.chosen.hidden.get(figure.id) ?? new Set<string>();
    this.chosen.hidden.set(figure.id, hidden);
    const plot: Plot = new Plot(figure, data, this.times, hidden, group, {
      zoomed: (span) => this.show(span),
      reset: () => this.show(this.all),
      pointed: (index) => (this.at = index),
      keyed: (event) => this.key(event),
      toggled: (name) => {
        if (!hidden.delete(name)) {
          hidden.add(name);
        }
        plot.toggle();
        plot.cursor(this.at);
      },
    }, measured);
    this.plots.push(plot);
  }

  /** A line above the first chart: how to use them, and what is shown of the whole. */
  private explain(home: HTMLElement): void {
    const hint = document.createElement("span");
    hint.className = "hint";
    hint.id = `${home.id}-hint`;
    hint.textContent = "Drag over a chart to zoom, double-click for all of it. Keys: Tab to a chart, ← → to move, + − to zoom, 0 or Esc for all.";
    this.reset.type = "button";
    this.reset.className = "reset";
    this.reset.id = `${home.id}-all`;
    this.reset.textContent = "Show all";
    this.reset.addEventListener("click", () => this.show(this.all));
    this.shown.setAttribute("role", "status");
    this.note.className = "chart-note";
    this.note.append(hint, this.shown, this.reset);
    home.querySelector("script.chart-times")?.after(this.note);
  }

  private show(span: Span): void {
    const next = spans.within(span, this.all, this.least);
    this.chosen.span = spans.isAll(next, this.all) ? null : next;
    const at = this.at;
    this.plots.forEach((plot) => {
      plot.span(next);
      plot.cursor(at);
    });
    this.at = at;
    this.shown.textContent = this.chosen.span === null ? "" : `Shown: ${seconds(round(next.from))} to ${seconds(round(next.to))}`;
    this.reset.hidden = this.chosen.span === null;
  }

  private move(by: number): void {
    // Points are the same in all charts; where they stand within their second differs by half of it, which decides nothing here.
    this.go(spans.step(this.times.from, this.at, by, this.chosen.span ?? this.all));
  }

  /** Puts the cursor at a point, and brings it into sight. */
  private go(next: number): void {
    const span = this.chosen.span ?? this.all;
    const instant = this.times.from[next] ?? 0;
    const showing = spans.showing(span, Math.min(instant + this.times.step, this.all.to), this.all);
    this.at = next;
    if (showing !== span) {
      this.show(spans.showing(showing, instant, this.all));
    } else {
      this.plots.forEach((plot) => plot.cursor(next));
      this.at = next;
    }
  }

  private zoom(factor: number): void {
    const span = this.chosen.span ?? this.all;
    const around = this.at === null ? (span.from + span.to) / 2 : (this.times.from[this.at] ?? 0);
    this.show(spans.zoom(span, factor, around, this.all, this.least));
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const page = Math.max(1, Math.round(this.times.from.length / 20));
    const last = this.times.from.length - 1;
    const actions: Record<string, () => void> = {
      ArrowRight: () => this.move(1),
      ArrowLeft: () => this.move(-1),
      PageUp: () => this.move(page),
      PageDown: () => this.move(-page),
      Home: () => this.go(0),
      End: () => this.go(last),
      "+": () => this.zoom(2),
      "=": () => this.zoom(2),
      "-": () => this.zoom(0.5),
      "−": () => this.zoom(0.5),
      "0": () => this.show(this.all),
      Escape: () => {
        this.at = null;
        this.show(this.all);
      },
    };
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

// What the page carries for each scenario and each chart, as ChartTimes and ChartData of the C# side write it.

export interface FaultSpan {
  readonly kind: string;
  readonly title: string;
  /** Seconds since the load began. */
  readonly from: number;
  /** Null: an event, or never removed. */
  readonly to: number | null;
}

export interface ChartTimes {
  /** Where each point begins, seconds since the load began. */
  readonly from: readonly number[];
  /** Seconds per point; the last one may be shorter. */
  readonly step: number;
  /** The end of the axis. */
  readonly end: number;
  readonly faults: readonly FaultSpan[];
}

export interface Series {
  readonly name: string;
  /** Null is a gap. */
  readonly values: readonly (number | null)[];
}

export interface Peak {
  readonly name: string;
  readonly seconds: number;
  readonly value: number;
}

export interface ChartData {
  readonly kind: "areas" | "lines";
  readonly unit: "rate" | "duration" | "age";
  readonly series: readonly Series[];
  readonly peaks: readonly Peak[];
}

/** The data inside an element; null where there are none, so that a chart stays the drawing that it is. */
export function read<T>(within: Element, name: string): T | null {
  const text = within.querySelector(`script.${name}`)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

/** Where the points of a chart stand: a state at the end of its time, what happened within a time in its middle. */
export function instants(times: ChartTimes, kind: ChartData["kind"]): number[] {
  return times.from.map((from) => {
    const to = Math.min(from + times.step, Math.max(times.end, from));
    return kind === "areas" ? to : (from + to) / 2;
  });
}

/** As many values as there are instants: a series that is shorter has a gap at its end. */
export function padded(values: readonly (number | null)[], length: number): (number | null)[] {
  return Array.from({ length }, (_, i) => values[i] ?? null);
}

/** The faults that are on at an instant. */
export function faultsAt(faults: readonly FaultSpan[], seconds: number): FaultSpan[] {
  return faults.filter((fault) => fault.to !== null && fault.from <= seconds && seconds <= fault.to);
}

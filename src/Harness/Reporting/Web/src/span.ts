// The part of the time axis that is shown, and the point that the cursor is at. Pure: charts only do what comes out of here.

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Within `all`, and never narrower than `least`. */
export function within(span: Span, all: Span, least: number): Span {
  const width = Math.min(all.to - all.from, Math.max(least, span.to - span.from));
  const middle = (span.from + span.to) / 2;
  const from = Math.min(Math.max(all.from, middle - width / 2), all.to - width);
  return { from, to: from + width };
}

/** Narrower by `factor` (wider where it is less than 1) around an instant, which keeps its place on the screen. */
export function zoom(span: Span, factor: number, around: number, all: Span, least: number): Span {
  const at = Math.min(Math.max(around, span.from), span.to);
  const width = Math.min(all.to - all.from, Math.max(least, (span.to - span.from) / factor));
  const share = (at - span.from) / (span.to - span.from);
  const from = at - width * share;
  return within({ from, to: from + width }, all, least);
}

/** Whether a span is the whole axis, but for what rounding leaves. */
export function isAll(span: Span, all: Span): boolean {
  return span.from <= all.from + 1e-6 && span.to >= all.to - 1e-6;
}

/** Moved so that an instant is in it. */
export function showing(span: Span, instant: number, all: Span): Span {
  const by = instant < span.from ? instant - span.from : instant > span.to ? instant - span.to : 0;
  return by === 0 ? span : within({ from: span.from + by, to: span.to + by }, all, span.to - span.from);
}

/**
 * The next point of the cursor: `by` points further, from where it is or, before it is anywhere, from the end of the span that it enters by.
 * It stops at the ends of the axis.
 */
export function step(instants: readonly number[], at: number | null, by: number, span: Span): number {
  const last = instants.length - 1;
  if (at === null) {
    return by > 0 ? nearest(instants, span.from) : nearest(instants, span.to);
  }
  return Math.min(last, Math.max(0, at + by));
}

/** The index of the instant nearest to a time. */
export function nearest(instants: readonly number[], time: number): number {
  let low = 0;
  let high = instants.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (instants[middle]! < time) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high > low && Math.abs(instants[high]! - time) < Math.abs(instants[low]! - time) ? high : low;
}

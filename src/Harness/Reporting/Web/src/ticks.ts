// Round values for axes, the same as Ticks.cs has for the drawings, and finer ones for what is zoomed in.

const times = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

/** From 0 to the first round step at or above `max`, in steps of 1, 2 or 5 times a power of ten, never less than 1. */
export function countTicks(max: number, atMost: number): number[] {
  let step = 1;
  for (let i = 0; Math.ceil(max / step) > atMost; i++) {
    step *= i % 3 === 1 ? 2.5 : 2;
  }
  return Array.from({ length: Math.max(1, Math.ceil(max / step)) + 1 }, (_, i) => i * step);
}

/** Seconds within a window, in steps that a clock would have. */
export function timeTicks(from: number, to: number, atMost: number): number[] {
  const width = to - from;
  const step = times.find((candidate) => width / candidate <= atMost) ?? Math.ceil(width / atMost / 86400) * 86400;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toFixed(6)));
}

/** Powers of ten that enclose `min` and `max`, at least two of them. */
export function decades(min: number, max: number): number[] {
  const low = Math.floor(Math.log10(min) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9));
  return Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`));
}

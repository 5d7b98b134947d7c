// Numbers as Format.cs writes them, so that a value at the cursor reads like the one in a table.

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** There is nothing to show. */
export const none = "–";

/** `2,000`, `3.25`. */
export function number(value: number): string {
  return grouped.format(value);
}

/** `420 µs`, `42.1 ms`, `1.2 s`, `2 min 05 s`, `1 h 02 min`. */
export function seconds(value: number): string {
  if (value < 0) {
    return `−${seconds(-value)}`;
  }
  if (value === 0) {
    return "0 s";
  }
  if (value < 0.0009995) {
    return `${digits(value * 1e6)} µs`;
  }
  if (value < 0.9995) {
    return `${digits(value * 1e3)} ms`;
  }
  if (value < 119.95) {
    return `${trimmed(value, value < 9.995 ? 2 : 1)} s`;
  }
  const whole = Math.round(value);
  if (value < 3599.5) {
    return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  }
  const minutes = Math.round(value / 60);
  return `${grouped.format(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`;
}

/** The label of a tick of the time axis: `30`, `2 min`. */
export function timeLabel(value: number): string {
  return value < 120 || value % 60 !== 0 ? number(value) : `${number(value / 60)} min`;
}

function digits(value: number): string {
  return trimmed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

function trimmed(value: number, places: number): string {
  return String(Number(value.toFixed(places)));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

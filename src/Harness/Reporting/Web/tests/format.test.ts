import { expect, it } from "vitest";
import { number, seconds, timeLabel } from "../src/format";

// The cases of FormatTests.cs.
it.each([
  [0, "0 s"],
  [0.000042, "42 µs"],
  [0.0004204, "420 µs"],
  [0.0421, "42.1 ms"],
  [0.9995, "1 s"],
  [1.204, "1.2 s"],
  [3.02, "3.02 s"],
  [41, "41 s"],
  [114.3, "114.3 s"],
  [125, "2 min 05 s"],
  [3720, "1 h 02 min"],
  [-0.25, "−250 ms"],
])("writes %d s as %s", (value, expected) => expect(seconds(value)).toBe(expected));

it.each([
  [3, "3"],
  [3.251, "3.25"],
  [2000, "2,000"],
])("writes %d as %s", (value, expected) => expect(number(value)).toBe(expected));

it.each([
  [90, "90"],
  [120, "2 min"],
  [150, "150"],
  [0.5, "0.5"],
])("labels %d as %s", (value, expected) => expect(timeLabel(value)).toBe(expected));

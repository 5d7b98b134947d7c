import { expect, it } from "vitest";
import { countTicks, decades, timeTicks } from "../src/ticks";

it.each([
  [0, 5, [0, 1]],
  [1, 5, [0, 1]],
  [2000, 5, [0, 500, 1000, 1500, 2000]],
  [733, 4, [0, 200, 400, 600, 800]],
  [9999, 5, [0, 2000, 4000, 6000, 8000, 10000]],
])("counts up to %d in at most %d steps", (max, atMost, expected) => expect(countTicks(max, atMost)).toEqual(expected));

it.each([
  [0, 42, 12, [0, 5, 10, 15, 20, 25, 30, 35, 40]],
  [0, 42, 5, [0, 10, 20, 30, 40]],
  [11.3, 15.2, 12, [11.5, 12, 12.5, 13, 13.5, 14, 14.5, 15]],
  [0, 3600, 12, [0, 300, 600, 900, 1200, 1500, 1800, 2100, 2400, 2700, 3000, 3300, 3600]],
  [12, 14, 5, [12, 12.5, 13, 13.5, 14]],
])("times from %d to %d in at most %d steps", (from, to, atMost, expected) => expect(timeTicks(from, to, atMost)).toEqual(expected));

it.each([
  [0.0006, 0.25, [0.0001, 0.001, 0.01, 0.1, 1]],
  [0.001, 0.001, [0.001, 0.01]],
])("decades around %d and %d", (min, max, expected) => expect(decades(min, max)).toEqual(expected));

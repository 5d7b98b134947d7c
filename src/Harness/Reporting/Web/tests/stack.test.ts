import { expect, it } from "vitest";
import { stack } from "../src/stack";

const layers = [
  [1400, 1400, null],
  [600, 0, null],
  [0, 600, null],
];

it("sums from the bottom up", () =>
  expect(stack(layers, [true, true, true])).toEqual([
    [1400, 1400, null],
    [2000, 1400, null],
    [2000, 2000, null],
  ]));

it("closes the room of a hidden layer", () =>
  expect(stack(layers, [true, false, true])).toEqual([
    [1400, 1400, null],
    [null, null, null],
    [1400, 2000, null],
  ]));

it("has no thickness where one layer alone has a gap", () => expect(stack([[null], [3]], [true, true])).toEqual([[0], [3]]));

it("is empty without layers", () => expect(stack([], [])).toEqual([]));

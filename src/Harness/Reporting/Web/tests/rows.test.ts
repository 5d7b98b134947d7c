import { expect, it } from "vitest";
import { place } from "../src/rows";

const label = (left: number, width: number) => ({ left, width });

it("puts labels that do not touch into one row", () => expect(place([label(0, 50), label(60, 50)], 200, 3, 8).map((placed) => placed.row)).toEqual([0, 0]));

it("moves a label up where it would cover its neighbour", () => expect(place([label(0, 50), label(55, 50), label(110, 10)], 200, 3, 8).map((placed) => placed.row)).toEqual([0, 1, 0]));

it("keeps a label inside", () => expect(place([label(180, 50)], 200, 1, 8)).toEqual([{ left: 150, row: 0 }]));

it("leaves out what has no row", () => expect(place([label(0, 50), label(10, 50)], 200, 1, 8).map((placed) => placed.row)).toEqual([0, null]));

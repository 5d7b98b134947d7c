import { describe, expect, it } from "vitest";
import { isAll, nearest, showing, step, within, zoom } from "../src/span";

const all = { from: 0, to: 40 };

describe("within", () => {
  it("stays on the axis", () => expect(within({ from: -5, to: 10 }, all, 2)).toEqual({ from: 0, to: 15 }));
  it("stays at the right end", () => expect(within({ from: 35, to: 45 }, all, 2)).toEqual({ from: 30, to: 40 }));
  it("is never narrower than the least", () => expect(within({ from: 10, to: 10.5 }, all, 2)).toEqual({ from: 9.25, to: 11.25 }));
  it("is never wider than the axis", () => expect(within({ from: -100, to: 100 }, all, 2)).toEqual(all));
});

describe("zoom", () => {
  it("keeps the instant where it is on the screen", () => expect(zoom(all, 2, 10, all, 2)).toEqual({ from: 5, to: 25 }));
  it("goes back to all", () => expect(isAll(zoom(zoom(all, 2, 10, all, 2), 0.5, 10, all, 2), all)).toBe(true));
  it("ends at the least", () => expect(zoom({ from: 10, to: 12 }, 2, 11, all, 2)).toEqual({ from: 10, to: 12 }));
  it("takes an instant out of sight for the nearer end", () => expect(zoom({ from: 20, to: 40 }, 2, 5, all, 2)).toEqual({ from: 20, to: 30 }));
});

describe("showing", () => {
  const span = { from: 10, to: 20 };
  it("moves no further than it must", () => {
    expect(showing(span, 21, all)).toEqual({ from: 11, to: 21 });
    expect(showing(span, 3, all)).toEqual({ from: 3, to: 13 });
  });
  it("does not move for what is in sight", () => expect(showing(span, 15, all)).toBe(span));
});

describe("step", () => {
  const instants = [1, 2, 3, 4, 5];
  const span = { from: 2.2, to: 4.4 };
  it("enters by the end that the key points away from", () => {
    expect(step(instants, null, 1, span)).toBe(1);
    expect(step(instants, null, -1, span)).toBe(3);
  });
  it("goes on from where it is", () => expect(step(instants, 2, 1, span)).toBe(3));
  it("stops at both ends", () => {
    expect(step(instants, 4, 1, span)).toBe(4);
    expect(step(instants, 1, -20, span)).toBe(0);
  });
});

describe("nearest", () => {
  it.each([
    [-3, 0],
    [1.4, 0],
    [1.6, 1],
    [3, 2],
    [99, 4],
  ])("of %d is at %d", (time, index) => expect(nearest([1, 2, 3, 4, 5], time)).toBe(index));
});

import { describe, expect, it } from "vitest";
import { faultsAt, instants, padded, type ChartTimes } from "../src/data";

const times: ChartTimes = { from: [0, 1, 2], step: 1, end: 3, faults: [] };

describe("instants", () => {
  it("has states at the end of their second and what happened in its middle", () => {
    expect(instants(times, "areas")).toEqual([1, 2, 3]);
    expect(instants(times, "lines")).toEqual([0.5, 1.5, 2.5]);
  });

  it("ends the last of several seconds with the axis", () => {
    const thinned: ChartTimes = { from: [0, 10, 20], step: 10, end: 23, faults: [] };
    expect(instants(thinned, "areas")).toEqual([10, 20, 23]);
    expect(instants(thinned, "lines")).toEqual([5, 15, 21.5]);
  });
});

describe("padded", () => {
  it("has a gap where a series is too short, and keeps the gaps that it has", () => expect(padded([1, null], 3)).toEqual([1, null, null]));
  it("leaves out what is too long", () => expect(padded([1, 2, 3], 2)).toEqual([1, 2]));
});

describe("faultsAt", () => {
  const drop = { kind: "silent-drop", title: "", from: 12, to: 24 };
  const event = { kind: "half-open", title: "", from: 13, to: null };
  it("has the windows that an instant is in, both ends included", () => {
    expect(faultsAt([drop, event], 12)).toEqual([drop]);
    expect(faultsAt([drop, event], 24)).toEqual([drop]);
    expect(faultsAt([drop, event], 24.1)).toEqual([]);
  });
  it("has no event, which lasts no time", () => expect(faultsAt([event], 13)).toEqual([]));
});

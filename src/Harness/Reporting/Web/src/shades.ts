// What is drawn on a chart beside its series: the faults, their names, and the marks of peaks. Coordinates are canvas pixels.

import uPlot from "uplot";
import type { FaultSpan, Peak } from "./data";
import type { Palette } from "./palette";
import { place, type Placed } from "./rows";

/** Of a row of labels above the plot, CSS pixels. */
export const rowHeight = 17;
const space = 8;
const longest = 30;

/** Shaded windows with dashed edges; an event is one edge. */
export function drawFaults(u: uPlot, faults: readonly FaultSpan[], palette: Palette): void {
  const { ctx, bbox } = u;
  const pixel = uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const fault of faults) {
    const left = u.valToPos(fault.from, "x", true);
    const right = fault.to === null ? left : u.valToPos(fault.to, "x", true);
    ctx.globalAlpha = 0.09;
    ctx.fillStyle = palette.shade;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.globalAlpha = 0.75;
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = pixel;
    ctx.setLineDash([3 * pixel, 3 * pixel]);
    for (const edge of right > left ? [left, right] : [left]) {
      ctx.beginPath();
      ctx.moveTo(edge, bbox.top);
      ctx.lineTo(edge, bbox.top + bbox.height);
      ctx.stroke();
    }
  }
  ctx.restore();
}

/** The names of the faults that are in sight, in rows above the plot. */
export function drawNames(u: uPlot, faults: readonly FaultSpan[], rows: number, palette: Palette): void {
  const { ctx, bbox } = u;
  const pixel = uPlot.pxRatio;
  const right = bbox.left + bbox.width;
  const seen = faults
    .map((fault) => ({ fault, left: u.valToPos(fault.from, "x", true), end: fault.to === null ? null : u.valToPos(fault.to, "x", true) }))
    .filter(({ left, end }) => left <= right && (end ?? left) >= bbox.left)
    .map(({ fault, left }) => ({ text: short(fault.kind), left: Math.max(left, bbox.left) }))
    .sort((a, b) => a.left - b.left);
  ctx.save();
  ctx.font = `600 ${12 * pixel}px ${palette.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = palette.ink;
  const placed: Placed[] = place(seen.map(({ text, left }) => ({ left, width: ctx.measureText(text).width })), right, rows, space * pixel);
  seen.forEach(({ text }, i) => {
    const { left, row } = placed[i]!;
    if (row !== null) {
      ctx.fillText(text, left, bbox.top - (5 + row * rowHeight) * pixel);
    }
  });
  ctx.restore();
}

/** How many rows the names take where all of the axis is shown; `scale` is CSS pixels per second. */
export function rowsOf(faults: readonly FaultSpan[], width: number, scale: number, palette: Palette): number {
  const ctx = document.createElement("canvas").getContext("2d")!;
  ctx.font = `600 12px ${palette.font}`;
  const labels = [...faults]
    .sort((a, b) => a.from - b.from)
    .map((fault) => ({ left: fault.from * scale, width: ctx.measureText(short(fault.kind)).width }));
  return Math.max(0, ...place(labels, width, Infinity, space).map((label) => label.row! + 1));
}

/** A ring and words at the densest second of a series. */
export function drawPeak(u: uPlot, peak: Peak, words: string, colour: string, palette: Palette): void {
  const { ctx, bbox } = u;
  const pixel = uPlot.pxRatio;
  const x = u.valToPos(peak.seconds, "x", true);
  const y = u.valToPos(peak.value, "y", true);
  if (x < bbox.left || x > bbox.left + bbox.width) {
    return;
  }
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, 4 * pixel, 0, 2 * Math.PI);
  ctx.fillStyle = palette.paper;
  ctx.fill();
  ctx.lineWidth = 2.5 * pixel;
  ctx.strokeStyle = colour;
  ctx.stroke();
  ctx.font = `600 ${12 * pixel}px ${palette.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  // On the side where there is room, and inside the plot where there is none on either.
  const width = ctx.measureText(words).width;
  const at = Math.max(bbox.left, x + 8 * pixel + width <= bbox.left + bbox.width ? x + 8 * pixel : x - 8 * pixel - width);
  ctx.lineWidth = 3 * pixel;
  ctx.strokeStyle = palette.paper;
  ctx.strokeText(words, at, y);
  ctx.fillStyle = palette.ink;
  ctx.fillText(words, at, y);
  ctx.restore();
}

/** The title of the time axis, where the drawing has it. */
export function drawTitle(u: uPlot, title: string, palette: Palette): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `${12 * uPlot.pxRatio}px ${palette.font}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = palette.soft;
  ctx.fillText(title, bbox.left + bbox.width, ctx.canvas.height - 4 * uPlot.pxRatio);
  ctx.restore();
}

function short(kind: string): string {
  return kind.length > longest ? `${kind.slice(0, longest - 1)}…` : kind;
}

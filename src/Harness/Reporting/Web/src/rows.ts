export interface Label {
  /** Where it would like to begin. */
  readonly left: number;
  readonly width: number;
}

export interface Placed {
  readonly left: number;
  /** Rows count from the plot upwards; null: there is no room for it. */
  readonly row: number | null;
}

/** Labels in rows: each in the lowest where it does not touch its neighbour, none beyond the right edge. They come in the order of their left ends. */
export function place(labels: readonly Label[], right: number, rows: number, space: number): Placed[] {
  const ends: number[] = [];
  return labels.map((label) => {
    const left = Math.min(label.left, right - label.width);
    let row = ends.findIndex((end) => end + space <= left);
    if (row < 0) {
      row = ends.length;
    }
    if (row >= rows) {
      return { left, row: null };
    }
    ends[row] = left + label.width;
    return { left, row };
  });
}

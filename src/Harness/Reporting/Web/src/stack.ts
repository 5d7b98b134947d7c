/**
 * Running sums of what is shown, bottom up; a layer that is hidden has no thickness and its top is a row of gaps.
 * Where every layer has a gap there is a gap.
 */
export function stack(layers: readonly (readonly (number | null)[])[], shown: readonly boolean[]): (number | null)[][] {
  const length = layers[0]?.length ?? 0;
  const sums = new Array<number>(length).fill(0);
  const known = Array.from({ length }, (_, i) => layers.some((layer) => layer[i] != null));
  return layers.map((layer, n) =>
    Array.from({ length }, (_, i) => {
      if (!shown[n]) {
        return null;
      }
      sums[i] = (sums[i] ?? 0) + (layer[i] ?? 0);
      return known[i] ? sums[i]! : null;
    }),
  );
}

import type { Affine } from './affine.ts';

/**
 * The columns [start, end) of an output row whose four neighbours in the source all exist, so that
 * the inner loop needs no look at borders. Coordinates along a row are linear: the columns are one span.
 */
export function innerSpan(
  map: Affine,
  row: number,
  columns: number,
  width: number,
  height: number,
): readonly [start: number, end: number] {
  const [a, b, c, d, e, f] = map;
  const x0 = b * row + c;
  const y0 = e * row + f;
  const inside = (column: number): boolean => {
    const x = a * column + x0;
    const y = d * column + y0;
    return x >= 0 && x < width - 1 && y >= 0 && y < height - 1;
  };
  let [low, high] = narrow(a, x0, width - 1, 0, columns - 1);
  [low, high] = narrow(d, y0, height - 1, low, high);
  let start = Math.max(0, Math.ceil(low));
  let end = Math.min(columns, Math.floor(high) + 1);
  // Division rounds: only what the exact test accepts is inside.
  while (start < end && !inside(start)) start++;
  while (end > start && !inside(end - 1)) end--;
  return start < end ? [start, end] : [0, 0];
}

/** Narrows [low, high] to where 0 <= slope * t + offset <= limit. */
function narrow(slope: number, offset: number, limit: number, low: number, high: number): [number, number] {
  if (slope === 0) return offset >= 0 && offset < limit ? [low, high] : [0, -1];
  const first = -offset / slope;
  const second = (limit - offset) / slope;
  return [Math.max(low, Math.min(first, second)), Math.min(high, Math.max(first, second))];
}

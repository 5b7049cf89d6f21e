/**
 * Resizes a map bilinearly, pixel centres at halves and edges held, as PyTorch's `interpolate` does
 * with `align_corners=False` and OpenCV's `resize` with `INTER_LINEAR`.
 */
export function resizeMap(
  map: Float32Array,
  [width, height]: readonly [number, number],
  [newWidth, newHeight]: readonly [number, number],
): Float32Array {
  const columns = samples(width, newWidth);
  const rows = samples(height, newHeight);
  const out = new Float32Array(newWidth * newHeight);
  for (let y = 0; y < newHeight; y++) {
    const above = rows.first[y]! * width;
    const below = rows.second[y]! * width;
    const down = rows.share[y]!;
    for (let x = 0; x < newWidth; x++) {
      const left = columns.first[x]!;
      const right = columns.second[x]!;
      const along = columns.share[x]!;
      const top = map[above + left]! * (1 - along) + map[above + right]! * along;
      const bottom = map[below + left]! * (1 - along) + map[below + right]! * along;
      out[y * newWidth + x] = top * (1 - down) + bottom * down;
    }
  }
  return out;
}

/** For each new place the two old ones that it lies between, and the second's share. */
function samples(
  size: number,
  newSize: number,
): { first: Int32Array; second: Int32Array; share: Float64Array } {
  const first = new Int32Array(newSize);
  const second = new Int32Array(newSize);
  const share = new Float64Array(newSize);
  for (let i = 0; i < newSize; i++) {
    const place = Math.max(0, ((i + 0.5) * size) / newSize - 0.5);
    first[i] = Math.min(Math.floor(place), size - 1);
    second[i] = Math.min(first[i]! + 1, size - 1);
    share[i] = place - first[i]!;
  }
  return { first, second, share };
}

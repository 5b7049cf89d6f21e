import type { Geometry } from './geometryOf.ts';

/** Where the first `count` pixels of an output row come from. */
export function rowCoordinates(
  geometry: Geometry,
  row: number,
  count: number,
  xs: Float64Array,
  ys: Float64Array,
): void {
  for (let column = 0; column < count; column++) {
    xs[column] = column;
    ys[column] = row;
  }
  for (const step of geometry) {
    if (typeof step === 'function') {
      step(xs, ys, count);
      continue;
    }
    const [a, b, c, d, e, f] = step;
    for (let i = 0; i < count; i++) {
      const x = xs[i]!;
      const y = ys[i]!;
      xs[i] = a * x + b * y + c;
      ys[i] = d * x + e * y + f;
    }
  }
}

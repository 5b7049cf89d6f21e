import type { Batch } from '@pneumo/data';

/** The images of every contestant, as python/contestant.py makes them: [n, size, size, 3], about ±2. */
export function images(count: number, size: number): Float32Array {
  return Float32Array.from(
    { length: count * size * size * 3 },
    (_, i) => 2 * Math.sin(i * 0.37) * Math.cos(i * 0.0011),
  );
}

/** A batch of them; every fourth is NORMAL. */
export function benchBatch(count: number, size: number): Batch {
  return {
    images: images(count, size),
    shape: [count, size, size, 3],
    labels: Float32Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 0 : 1)),
    weights: new Float32Array(count).fill(1),
    ids: Array.from({ length: count }, (_, i) => String(i)),
  };
}

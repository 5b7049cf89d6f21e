import type { BorderFill } from '../augmentPolicy.ts';

/** The index that stands for `index` on a line of `size` pixels; -1 where a constant stands. */
export function borderIndex(index: number, size: number, fill: BorderFill): number {
  if (index >= 0 && index < size) return index;
  if (fill === 'edge') return index < 0 ? 0 : size - 1;
  if (fill !== 'reflect') return -1;
  const period = 2 * size;
  const inPeriod = ((index % period) + period) % period;
  return inPeriod < size ? inPeriod : period - 1 - inPeriod;
}

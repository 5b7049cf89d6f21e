/** The index that stands for `index` on a line of `size` pixels mirrored at the centres of its outer ones, as in OpenCV and torchvision. */
export function mirrorIndex(index: number, size: number): number {
  if (index >= 0 && index < size) return index;
  if (size === 1) return 0;
  const period = 2 * size - 2;
  const inPeriod = ((index % period) + period) % period;
  return inPeriod < size ? inPeriod : period - inPeriod;
}

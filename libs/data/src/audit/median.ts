/**
 * The lower median of some numbers.
 *
 * @param values - the numbers
 * @returns the middle one; 0 where there is none
 */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? 0 : sorted[(sorted.length - 1) >> 1]!;
}

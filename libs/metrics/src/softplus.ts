/**
 * ln(1 + e^x), the negative logarithm of sigmoid(-x), without overflow and without losing small results.
 *
 * @param x - any number
 * @returns at least 0
 */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * Compares ids by UTF-16 code units, the same on every machine and in every language.
 *
 * @param a - an id
 * @param b - another
 * @returns below 0, 0 or above 0
 */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

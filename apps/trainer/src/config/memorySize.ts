/**
 * Bytes of `512M` or `4G` (powers of 1,024); undefined for `auto`, null for what is neither.
 */
export function memorySize(text: string): number | undefined | null {
  if (text === 'auto') return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)([MG])$/.exec(text) ?? [];
  return number === undefined ? null : Math.floor(Number(number) * (unit === 'M' ? 2 ** 20 : 2 ** 30));
}

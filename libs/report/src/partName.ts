/** The name of a part of the data for readers: `val` becomes `Validation`. */
export function partName(part: string): string {
  const names: Readonly<Record<string, string>> = { train: 'Training', val: 'Validation', test: 'Test' };
  return Object.hasOwn(names, part) ? names[part]! : part;
}

import { PneumoError } from '@pneumo/core';

/**
 * The entries of a file's metadata: texts as they are, other values as JSON, absent ones left out.
 *
 * @param metadata - a record of plain values
 * @throws PneumoError `INVALID_ARGUMENT` for something else, naming the key
 */
export function metadataText(metadata: object): Record<string, string> {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `metadata is ${String(metadata)}; expected an object of plain values.`,
    );
  const entries: [string, string][] = [];
  for (const [key, value] of Object.entries(metadata) as [string, unknown][]) {
    if (value === undefined) continue;
    if (key === 'imageLayout')
      throw new PneumoError(
        'INVALID_ARGUMENT',
        'metadata has the key imageLayout, which the export writes itself; leave it out or name it otherwise.',
      );
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text === undefined)
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `metadata.${key} is a ${typeof value}; expected a text or a value that JSON can hold.`,
      );
    entries.push([key, text]);
  }
  return Object.fromEntries(entries);
}

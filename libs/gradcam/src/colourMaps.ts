import { PneumoError } from '@pneumo/core';
import { colourTables } from './colourTables.ts';

/** The colour maps of {@link overlayHeatmap}. */
export type ColourMapName = 'turbo' | 'viridis' | 'inferno' | 'magma';

const parsed = new Map<string, Uint8Array>();

/**
 * The names of the colour maps.
 *
 * @returns the names
 *
 * @example
 * ```ts
 * colourMapNames(); // ['turbo', 'viridis', 'inferno', 'magma']
 * ```
 */
export function colourMapNames(): ColourMapName[] {
  return Object.keys(colourTables) as ColourMapName[];
}

/** The 256 colours of a map from low to high: 768 bytes, red, green and blue of each. */
export function colourTable(name: ColourMapName): Uint8Array {
  if (!Object.hasOwn(colourTables, name)) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `colourMap is '${String(name)}'; expected one of ${colourMapNames().join(', ')}.`,
    );
  }
  let table = parsed.get(name);
  if (table === undefined) {
    const digits = colourTables[name];
    table = Uint8Array.from({ length: 768 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
    parsed.set(name, table);
  }
  return table;
}

/** A tensor that will stand in a safetensors file. */
export interface SafetensorsPlace {
  /** Its name. */
  readonly name: string;
  /** The type of its numbers, such as `'F32'`. */
  readonly dtype: string;
  /** Sizes of its axes. */
  readonly shape: readonly number[];
  /** How many bytes it takes. */
  readonly byteLength: number;
}

/** A safetensors file whose tensors are to be written. */
export interface AllocatedSafetensors {
  /** The whole file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the first tensor's first byte stands. */
  readonly start: number;
}

/**
 * Makes a safetensors file with its header, into which the tensors' bytes are to be written: in the order given, each
 * where the one before it ends. The counterpart of {@link readSafetensorsHeader}.
 *
 * @param tensors - the tensors, whose names differ
 * @param metadata - texts for the file's `__metadata__`, which comes first in the header; without it there is none
 * @returns the file, and the place of the first tensor's first byte
 *
 * @example
 * ```ts
 * const { bytes, start } = allocateSafetensors([{ name: 'a', dtype: 'U8', shape: [3], byteLength: 3 }]);
 * bytes.set([7, 8, 9], start);
 * const invalid = (problem: string) => new PneumoError('CORRUPT_FILE', `The file is torn: ${problem}.`);
 * readSafetensorsHeader(bytes, { dtypes: { U8: 1 }, invalid }).entries[0]!.begin === start; // true
 * ```
 */
export function allocateSafetensors(
  tensors: readonly SafetensorsPlace[],
  metadata?: Readonly<Record<string, string>>,
): AllocatedSafetensors {
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape, byteLength }): [string, unknown] => [
    name,
    { dtype, shape, data_offsets: [end, (end += byteLength)] },
  ]);
  if (metadata !== undefined) entries.unshift(['__metadata__', metadata]);
  // Not by assignment, in which the name __proto__ would be lost.
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Readers map the data in place, so it starts at a multiple of 8; spaces are allowed behind the JSON.
  const length = Math.ceil(text.length / 8) * 8;
  const start = 8 + length;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return { bytes, start };
}

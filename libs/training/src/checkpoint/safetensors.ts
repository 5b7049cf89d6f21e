import { PneumoError, readSafetensorsHeader } from '@pneumo/core';
import type { HostTensor, HostTensors } from './checkpoint.ts';

/** What a checkpoint may hold; a file from outside is hostile. */
const LIMITS = {
  dtypes: { F32: 4 },
  // The history and a line a tensor: some 100 kB.
  headerBytes: 64 * 2 ** 20,
  // TensorFlow.js stops at 6 dimensions.
  rank: 6,
} as const;

interface Entry {
  dtype: unknown;
  shape: unknown;
  data_offsets: unknown;
}

/** A safetensors file in memory: float32 tensors and text metadata. */
export interface Safetensors {
  /** Text by key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors by name. */
  readonly tensors: HostTensors;
}

/** Writes a safetensors file; the metadata comes first in the header, tensors follow in the order given. */
export function formatSafetensors({ metadata, tensors }: Safetensors): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { shape, values }]): [string, Entry] => [
    name,
    { dtype: 'F32', shape, data_offsets: [end, (end += values.byteLength)] },
  ]);
  // Not by assignment, in which the name __proto__ would be lost.
  const header = Object.fromEntries<unknown>([['__metadata__', metadata], ...entries]);
  const head = new TextEncoder().encode(JSON.stringify(header));
  // Readers map the data in place, so it starts at a multiple of 8; spaces are allowed behind the JSON.
  const padding = (8 - (head.length % 8)) % 8;
  const start = 8 + head.length + padding;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length + padding), true);
  bytes.set(head, 8);
  bytes.fill(0x20, 8 + head.length, start);
  let offset = start;
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file of float32 tensors. Offsets must follow one another without gap or
 * overlap and end with the file.
 *
 * @throws PneumoError `CORRUPT_FILE` naming the source, the place and what was expected
 */
export function parseSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const { entries, metadata } = readSafetensorsHeader(bytes, {
    ...LIMITS,
    invalid: (problem, { details, cause }) =>
      new PneumoError('CORRUPT_FILE', `${source} is not a whole safetensors file: ${problem}.`, {
        cause,
        details: { source, ...details },
      }),
  });
  const tensors = Object.fromEntries(
    entries.map(({ name, shape, begin, end }): [string, HostTensor] => {
      // Copied byte by byte: the data of a file need not be aligned, and a Buffer's slice is no copy.
      const values = new Float32Array((end - begin) / 4);
      new Uint8Array(values.buffer).set(bytes.subarray(begin, end));
      return [name, { shape: [...shape], values }];
    }),
  );
  return { metadata, tensors };
}

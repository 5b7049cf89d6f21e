import { PneumoError, allocateSafetensors, readSafetensorsHeader } from '@pneumo/core';
import type { HostTensor, HostTensors } from './checkpoint.ts';

/** What a checkpoint may hold; a file from outside is hostile. */
const LIMITS = {
  dtypes: { F32: 4 },
  // The history and a line a tensor: some 100 kB.
  headerBytes: 64 * 2 ** 20,
  // TensorFlow.js stops at 6 dimensions.
  rank: 6,
} as const;

/** A safetensors file in memory: float32 tensors and text metadata. */
export interface Safetensors {
  /** Text by key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors by name. */
  readonly tensors: HostTensors;
}

/** Writes a safetensors file; the metadata comes first in the header, tensors follow in the order given. */
export function formatSafetensors({ metadata, tensors }: Safetensors): Uint8Array<ArrayBuffer> {
  const places = Object.entries(tensors).map(([name, { shape, values }]) => ({
    name,
    dtype: 'F32',
    shape,
    byteLength: values.byteLength,
  }));
  const { bytes, start } = allocateSafetensors(places, metadata);
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

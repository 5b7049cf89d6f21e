import { PneumoError, type PneumoErrorOptions, readSafetensorsHeader } from '@pneumo/core';
import { DTYPE_BYTES, decodeFloats } from './floatFormats.ts';
import type { SourceTensor, WeightSource } from './weightSource.ts';

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** The tensors by name, in the order of their bytes. */
  tensors: WeightSource;
  /** The file's `__metadata__`; empty where it has none. */
  metadata: Record<string, string>;
}

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors): eight bytes with the length of
 * a JSON header, the header, and the tensors' bytes. Tensors are decoded when they are read: F32, F16,
 * BF16 and F64; others may be there.
 *
 * The file is taken as hostile: every length, shape and offset is checked before anything is read, and
 * the tensors must fill the bytes behind the header without gap or overlap.
 *
 * @param bytes - the whole file; tensors may be views of it
 * @returns tensors and metadata
 * @throws PneumoError `INVALID_SAFETENSORS` naming the tensor or the offset that does not hold
 *
 * @example
 * ```ts
 * const bytes = formatSafetensors(new Map([['fc.bias', { shape: [2], values: Float32Array.of(1, 2) }]]));
 * parseSafetensors(bytes).tensors.get('fc.bias')!.read(); // [1, 2]
 * ```
 */
export function parseSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { entries, metadata } = readSafetensorsHeader(bytes, { dtypes: DTYPE_BYTES, invalid });
  const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, SourceTensor] => [
    name,
    { shape, dtype, read: () => decodeFloats(bytes.subarray(begin, end), dtype, name) },
  ]);
  return { tensors: new Map(tensors), metadata: { ...metadata } };
}

function invalid(what: string, facts: PneumoErrorOptions): PneumoError {
  return new PneumoError(
    'INVALID_SAFETENSORS',
    `This is no valid safetensors file: ${what}. It is torn, forged or of another format; get it again from its source.`,
    facts,
  );
}

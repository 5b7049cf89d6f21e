import { PneumoError, allocateSafetensors } from '@pneumo/core';
import { checkFinite } from '../checkFinite.ts';
import { DTYPE_BYTES, encodeFloats } from './floatFormats.ts';

/** A tensor to write. */
export interface HostWeights {
  /** Sizes of its axes. */
  readonly shape: readonly number[];
  /** Its numbers, row-major. */
  readonly values: Float32Array;
}

/** Options of {@link formatSafetensors}. */
export interface FormatSafetensorsOptions {
  /** How numbers are stored: `'F32'` exactly (default), `'F16'` or `'BF16'` rounded, half the size. */
  dtype?: 'F32' | 'F16' | 'BF16';
  /** Texts for the file's `__metadata__`. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes tensors as a safetensors file, which Python's library, PyTorch's and timm's loaders read.
 *
 * @param tensors - the tensors by name
 * @param options - type of the numbers and metadata
 * @returns the file's bytes; tensors in the order of their names
 * @throws PneumoError `INVALID_ARGUMENT` when a tensor's numbers do not fill its shape, or one is too
 * large for half precision; `NON_FINITE_WEIGHTS` naming a tensor in which one is NaN or infinite
 *
 * @example
 * ```ts
 * const bytes = formatSafetensors(new Map([['scale', { shape: [], values: Float32Array.of(0.5) }]]));
 * parseSafetensors(bytes).tensors.get('scale')!.shape; // []
 * ```
 */
export function formatSafetensors(
  tensors: ReadonlyMap<string, HostWeights>,
  { dtype = 'F32', metadata }: FormatSafetensorsOptions = {},
): Uint8Array {
  const names = [...tensors.keys()].sort();
  const places = names.map((name) => {
    const { shape, values } = tensors.get(name)!;
    check(name, shape, values, dtype);
    return { name, dtype, shape, byteLength: values.length * DTYPE_BYTES[dtype]! };
  });
  const { bytes, start } = allocateSafetensors(places, metadata);
  let at = start;
  for (const name of names) {
    const data = encodeFloats(tensors.get(name)!.values, dtype);
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

function check(name: string, shape: readonly number[], values: Float32Array, dtype: string): void {
  const needed = shape.reduce((a, b) => a * b, 1);
  if (needed !== values.length) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `The tensor ${name} of shape [${shape.join(', ')}] has ${values.length} numbers; expected ${needed}.`,
    );
  }
  checkFinite(name, values, 'Use an earlier checkpoint.');
  const large = dtype === 'F16' ? values.findIndex((value) => Math.abs(value) >= 65520) : -1;
  if (large >= 0) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `The tensor ${name} holds ${values[large]} at index ${large}; half precision ends at 65,504. Write BF16 or F32.`,
    );
  }
}

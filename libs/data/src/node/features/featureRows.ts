import { encodeHalves, PneumoError } from '@pneumo/core';
import type { FeaturePrecision } from '../../features/featureStore.ts';

/** Features as they are stored, in little-endian bytes. */
export function encodeRows(values: Float32Array, precision: FeaturePrecision): Uint8Array {
  const stored = precision === 'float16' ? encodeHalves(values) : values;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/**
 * Refuses NaN and infinity, which have all bits of the exponent.
 *
 * @throws PneumoError `FEATURES_NOT_FINITE`
 */
export function checkRows(
  values: Float32Array,
  bytes: Uint8Array,
  precision: FeaturePrecision,
  idOf: (i: number) => string,
): void {
  const half = precision === 'float16';
  const words = half
    ? new Uint16Array(bytes.buffer, bytes.byteOffset, values.length)
    : new Uint32Array(bytes.buffer, bytes.byteOffset, values.length);
  const exponent = half ? 0x7c00 : 0x7f800000;
  for (let i = 0; i < words.length; i++) {
    if ((words[i]! & exponent) !== exponent) continue;
    throw new PneumoError(
      'FEATURES_NOT_FINITE',
      `The features of ${idOf(i)} hold ${values[i]!}, which ${precision} cannot keep${Number.isFinite(values[i]!) ? '; keep them as float32' : '; the weights or the image hold NaN or numbers too large'}.`,
      { details: { id: idOf(i), value: values[i]! } },
    );
  }
}

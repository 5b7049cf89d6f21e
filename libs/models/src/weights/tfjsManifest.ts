import type * as tf from '@tensorflow/tfjs-core';

/** Bytes of one number of each type that TensorFlow.js writes. */
const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  bool: 1,
  float16: 2,
  uint16: 2,
  uint8: 1,
};

/** Bytes of a weight in a file of TensorFlow.js; undefined where its list does not tell, as for texts. */
export function storedBytes({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number | undefined {
  const each = BYTES[quantization?.dtype ?? dtype];
  return each === undefined ? undefined : shape.reduce((a, b) => a * b, each);
}

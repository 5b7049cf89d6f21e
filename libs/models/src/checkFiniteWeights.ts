import * as tf from '@tensorflow/tfjs-core';
import { checkFinite } from './checkFinite.ts';

/** Checks that no float32 weight of saved artifacts is NaN or infinite. */
export function checkFiniteWeights({ weightData, weightSpecs = [] }: tf.io.ModelArtifacts): void {
  const data = tf.io.CompositeArrayBuffer.join(weightData);
  let offset = 0;
  for (const spec of weightSpecs) {
    const length = spec.shape.reduce((product, size) => product * size, 1);
    checkFinite(spec.name, new Float32Array(data, offset, length), 'Use an earlier checkpoint.');
    offset += length * 4;
  }
}

import { PneumoError } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';

/** Checks that no float32 weight of saved artifacts is NaN or infinite. */
export function checkFiniteWeights({ weightData, weightSpecs = [] }: tf.io.ModelArtifacts): void {
  const data = tf.io.CompositeArrayBuffer.join(weightData);
  let offset = 0;
  for (const spec of weightSpecs) {
    const length = spec.shape.reduce((product, size) => product * size, 1);
    const values = new Float32Array(data, offset, length);
    offset += length * 4;
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new PneumoError(
      'NON_FINITE_WEIGHTS',
      `The weight ${spec.name} is ${values[bad]} at index ${bad}; expected finite numbers. Use an earlier checkpoint.`,
      { details: { weight: spec.name, index: bad } },
    );
  }
}

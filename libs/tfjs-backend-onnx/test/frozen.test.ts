import { describe, expect, it } from 'vitest';
import type { OnnxBackend } from '@pneumo/tfjs-backend-onnx';
import { tf, uniform } from './helpers/backends.ts';
import { greatestDifference } from './helpers/smallCnn.ts';

/** Trains the last convolution behind two frozen ones; `hold` says what the frozen weights are. */
function trainLast(
  hold: (weights: tf.Tensor) => tf.Tensor,
  afterStep: (step: number, frozen: readonly tf.Tensor[]) => void = () => undefined,
): Float32Array[] {
  return tf.tidy(() => {
    const images = uniform('frozen images', [8, 64, 64, 32]) as tf.Tensor4D;
    const scale = Math.sqrt(3 / 288);
    const frozen = [0, 1].map((layer) => ({
      filter: hold(tf.mul(uniform(`frozen ${layer}`, [3, 3, 32, 32]), scale)),
      mean: hold(uniform(`mean ${layer}`, [32], -0.1, 0.1)),
      variance: hold(uniform(`variance ${layer}`, [32], 0.2, 0.5)),
      offset: hold(uniform(`offset ${layer}`, [32])),
      gain: hold(uniform(`gain ${layer}`, [32], 0.5, 1.5)),
    }));
    const last = tf.variable(tf.mul(uniform('last', [3, 3, 32, 16]), scale));
    const forward = (): tf.Tensor => {
      let x = images;
      for (const { filter, mean, variance, offset, gain } of frozen) {
        const convolved = tf.conv2d(x, filter as tf.Tensor4D, 1, 'same');
        x = tf.relu(
          tf.batchNorm(
            convolved,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            offset as tf.Tensor1D,
            gain as tf.Tensor1D,
          ),
        ) as tf.Tensor4D;
      }
      return tf.mean(tf.square(tf.conv2d(x, last as tf.Tensor as tf.Tensor4D, 4, 'same')));
    };
    const optimizer = tf.train.adam(1e-2);
    const losses = [0, 1, 2, 3].map((step) => {
      const loss = optimizer.minimize(() => forward() as tf.Scalar, true, [last])!.dataSync()[0]!;
      afterStep(
        step,
        frozen.map(({ filter }) => filter),
      );
      return loss;
    });
    optimizer.dispose();
    return [Float32Array.from(losses), Float32Array.from(last.dataSync())];
  });
}

describe('training behind frozen layers', () => {
  const variable = (weights: tf.Tensor): tf.Tensor => tf.variable(weights, false);
  const compiled = (): number => (tf.backend() as unknown as OnnxBackend).counts().compiled;

  it('with their weights as constants equals training with their weights as inputs', async () => {
    await tf.setBackend('onnx');
    const constants = trainLast(variable);
    const inputs = trainLast((weights) => weights);
    expect(greatestDifference(constants, inputs)).toBeLessThan(1e-5);
  });

  it('compiles nothing more after the first steps', async () => {
    await tf.setBackend('onnx');
    const counts: number[] = [];
    trainLast(variable, () => counts.push(compiled()));
    expect(counts[3]).toBe(counts[1]);
  });

  it('sees a frozen weight that was assigned', async () => {
    await tf.setBackend('onnx');
    const double = (step: number, [first]: readonly tf.Tensor[]): void => {
      if (step === 1 && first instanceof tf.Variable) first.assign(tf.mul(first, 2));
    };
    const changed = trainLast(variable, double);
    const unchanged = trainLast(variable);
    expect(changed[0]![1]).toBe(unchanged[0]![1]);
    expect(changed[0]![2]! / unchanged[0]![2]!).toBeGreaterThan(1.1);
  });
});

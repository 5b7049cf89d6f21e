import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { OnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import { tf, uniform } from './helpers/backends.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Resident bytes without what JavaScript has not tidied up yet. */
function residentBytes(): number {
  collectGarbage();
  return process.memoryUsage().rss;
}

it('resident memory at step 1,000 is within 10 % of step 200', async () => {
  await tf.setBackend('onnx');
  tf.env().set('IS_TEST', false);
  const weights = tf.variable(uniform('w', [3, 3, 3, 8]) as tf.Tensor4D);
  const head = tf.variable(uniform('h', [8, 1]) as tf.Tensor2D);
  const optimizer = tf.train.adam(1e-3);
  const step = (): void => {
    const x = tf.randomNormal([4, 10, 10, 3]) as tf.Tensor4D;
    const loss = tf.tidy<tf.Scalar>(() =>
      optimizer.minimize(
        () => {
          const y = tf.relu(tf.conv2d(x, weights as tf.Tensor4D, 1, 'same'));
          return tf.mean(
            tf.square(tf.matMul(tf.mean(y, [1, 2]) as tf.Tensor2D, head as tf.Tensor2D)),
          ) as tf.Scalar;
        },
        true,
        [weights, head],
      )!,
    );
    loss.dataSync();
    tf.dispose([loss, x]);
  };
  const resident: number[] = [];
  for (let count = 1; count <= 1000; count++) {
    step();
    // Collected now and then, so that what is measured is what is held, not the size of the nursery.
    if (count % 100 === 0) collectGarbage();
    if (count === 200) resident.push(residentBytes());
  }
  resident.push(residentBytes());
  tf.dispose([weights, head]);
  optimizer.dispose();
  tf.env().set('IS_TEST', true);
  expect(resident[1]! / resident[0]!).toBeLessThan(1.1);
  expect((tf.backend() as unknown as OnnxBackend).counts().sessions).toBeLessThan(5);
}, 60_000);

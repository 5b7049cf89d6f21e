import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { type OnnxBackend, registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
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

it('resident memory stays when every step has another shape', async () => {
  registerOnnxBackend({ maxSessions: 16 });
  await tf.setBackend('onnx');
  tf.env().set('IS_TEST', false);
  const step = (size: number): void => {
    const x = tf.ones([size, 8]) as tf.Tensor2D;
    tf.tidy(() => tf.sum(tf.relu(tf.matMul(x, x, true))).dataSync());
    x.dispose();
  };
  const resident: number[] = [];
  for (let count = 1; count <= 1000; count++) {
    step(count);
    if (count % 100 === 0) collectGarbage();
    if (count === 200) resident.push(residentBytes());
  }
  resident.push(residentBytes());
  tf.env().set('IS_TEST', true);
  const { compiled, sessions } = (tf.backend() as unknown as OnnxBackend).counts();
  registerOnnxBackend();
  expect(compiled).toBe(1000);
  expect(sessions).toBe(16);
  expect(resident[1]! / resident[0]!).toBeLessThan(1.1);
}, 60_000);

it('resident memory and pending work stay when nothing is ever read', async () => {
  await tf.setBackend('onnx');
  tf.env().set('IS_TEST', false);
  const weights = tf.variable(uniform('w', [20, 20]) as tf.Tensor2D);
  const optimizer = tf.train.adam(1e-3);
  const x = uniform('x', [50, 20]) as tf.Tensor2D;
  const resident: number[] = [];
  const { runs } = (tf.backend() as unknown as OnnxBackend).counts();
  for (let count = 1; count <= 1000; count++) {
    tf.tidy(
      () =>
        void optimizer.minimize(
          () => tf.mean(tf.square(tf.matMul(x, weights as tf.Tensor2D))) as tf.Scalar,
          false,
          [weights],
        ),
    );
    if (count % 100 === 0) collectGarbage();
    if (count === 200) resident.push(residentBytes());
  }
  resident.push(residentBytes());
  tf.env().set('IS_TEST', true);
  expect((tf.backend() as unknown as OnnxBackend).counts().runs - runs).toBeGreaterThanOrEqual(999);
  expect(resident[1]! / resident[0]!).toBeLessThan(1.1);
  tf.dispose([weights, x]);
  optimizer.dispose();
}, 60_000);

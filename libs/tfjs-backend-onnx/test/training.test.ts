import { describe, expect, it } from 'vitest';
import { type OnnxBackend, registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import { tf, uniform } from './helpers/backends.ts';
import { batch, greatestDifference, smallCnn, train } from './helpers/smallCnn.ts';

const backend = (): OnnxBackend => tf.backend() as unknown as OnnxBackend;

describe('training', () => {
  it('three steps of Adam on a small CNN give the weights of the cpu backend within 1e-5', async () => {
    const cpu = await train('cpu', 3);
    const onnx = await train('onnx', 3);
    onnx.losses.forEach((loss, step) => expect(Math.abs(loss - cpu.losses[step]!)).toBeLessThan(1e-5));
    expect(greatestDifference(onnx.weights, cpu.weights)).toBeLessThan(1e-5);
  });

  it('compiles one model for all steps', async () => {
    await tf.setBackend('onnx');
    await train('onnx', 1);
    const before = backend().counts();
    await train('onnx', 4);
    const after = backend().counts();
    expect(after.compiled).toBe(before.compiled);
  });

  it('leaves no tensor behind', async () => {
    await train('onnx', 1);
    const before = tf.memory().numTensors;
    await train('onnx', 2);
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.backend().numDataIds()).toBe(tf.memory().numDataBuffers);
  });

  it('is bit-identical from run to run', async () => {
    const [first, second] = [await train('onnx', 4), await train('onnx', 4)];
    expect(second.weights).toEqual(first.weights);
    expect(second.losses).toEqual(first.losses);
  });

  it('is bit-identical after a restart with the stored plan', async () => {
    await tf.setBackend('onnx');
    const first = await train('onnx', 3);
    const plan = JSON.parse(JSON.stringify(backend().loweringPlan())) as ReturnType<
      OnnxBackend['loweringPlan']
    >;
    registerOnnxBackend({ plan });
    await tf.setBackend('onnx');
    expect(backend().loweringPlan()).toEqual(plan);
    const second = await train('onnx', 3);
    expect(second.weights).toEqual(first.weights);
  });

  it('computes nothing within a step but what is read: one graph for a step whose loss is read', async () => {
    await tf.setBackend('onnx');
    const model = smallCnn();
    const optimizer = tf.train.adam(1e-3);
    const step = (): number => {
      const { x, y } = batch(0);
      const loss = tf.tidy<tf.Scalar>(() =>
        optimizer.minimize(
          () => tf.losses.sigmoidCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor),
          true,
        )!,
      );
      const value = loss.dataSync()[0]!;
      tf.dispose([loss, x, y]);
      return value;
    };
    step();
    const { runs } = backend().counts();
    for (let count = 0; count < 5; count++) step();
    expect(backend().counts().runs - runs).toBe(5);
    model.dispose();
    optimizer.dispose();
  });

  it('without reading anything evaluates one graph a step', async () => {
    await tf.setBackend('onnx');
    const w = tf.variable(uniform('w', [4, 3]));
    const x = uniform('x', [5, 4]);
    const optimizer = tf.train.adam(0.01);
    const step = (): void =>
      tf.tidy(
        () =>
          void optimizer.minimize(
            () => tf.mean(tf.square(tf.matMul(x, w as unknown as tf.Tensor2D))) as tf.Scalar,
            false,
            [w],
          ),
      );
    step();
    step();
    const before = backend().counts();
    for (let count = 0; count < 20; count++) step();
    expect(backend().counts().runs - before.runs).toBe(20);
    expect(backend().counts().compiled).toBe(before.compiled);
    const onnx = Array.from(w.dataSync());
    tf.dispose([w, x]);
    optimizer.dispose();
    expect(onnx.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['sgd', () => tf.train.sgd(0.1)],
    ['momentum', () => tf.train.momentum(0.1, 0.9)],
    ['rmsprop', () => tf.train.rmsprop(0.01)],
    ['adagrad', () => tf.train.adagrad(0.1)],
    ['adadelta', () => tf.train.adadelta(0.1)],
    ['adamax', () => tf.train.adamax(0.01)],
  ] as const)('with %s gives the weights of the cpu backend', async (_, make) => {
    const results: Float32Array[] = [];
    for (const name of ['cpu', 'onnx']) {
      await tf.setBackend(name);
      const w = tf.variable(uniform('w', [4, 3]));
      const x = uniform('x', [5, 4]);
      const optimizer = make();
      for (let step = 0; step < 3; step++) {
        optimizer.minimize(
          () => tf.mean(tf.square(tf.matMul(x, w as unknown as tf.Tensor2D))) as tf.Scalar,
          false,
          [w],
        );
      }
      results.push(Float32Array.from(w.dataSync()));
      tf.dispose([w, x]);
      optimizer.dispose();
    }
    expect(greatestDifference([results[0]!], [results[1]!])).toBeLessThan(1e-6);
  });
});

describe('prediction', () => {
  it('equals the cpu backend, also after the weights have changed', async () => {
    const answers: number[][] = [];
    for (const name of ['cpu', 'onnx']) {
      await tf.setBackend(name);
      const model = smallCnn();
      const { x, y } = batch(0, 32);
      const values: number[] = [];
      for (let round = 0; round < 2; round++) {
        values.push(...((model.predict(x) as tf.Tensor).dataSync() as Float32Array));
        const doubled = model.getWeights().map((weight) => tf.mul(weight, 1.1));
        model.setWeights(doubled);
        tf.dispose(doubled);
      }
      answers.push(values);
      tf.dispose([x, y]);
      model.dispose();
    }
    answers[0]!.forEach((value, index) => expect(Math.abs(value - answers[1]![index]!)).toBeLessThan(1e-4));
  });
});

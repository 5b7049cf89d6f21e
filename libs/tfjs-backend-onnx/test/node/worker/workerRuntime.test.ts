import { afterEach, describe, expect, it } from 'vitest';
import { installOnnxBackend } from '@pneumo/tfjs-backend-onnx';
import { type OnnxBackend, registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import type { LazyOp } from '../../../src/graph/lazy.ts';
import type { LazyBackend } from '../../../src/LazyBackend.ts';
import { type WorkerRuntime, workerRuntime } from '../../../src/node/worker/workerRuntime.ts';
import { tf, uniform } from '../../helpers/backends.ts';
import { batch, smallCnn, train } from '../../helpers/smallCnn.ts';

const backend = (): OnnxBackend => tf.backend() as unknown as OnnxBackend;
const plan = { schemaVersion: 2, threads: 2, blockSize: 0 } as const;

/** Registers a backend whose thread the test can look into. */
async function install(entry?: URL): Promise<WorkerRuntime> {
  const runtime = workerRuntime({ provider: 'cpu', ...(entry !== undefined && { entry }) });
  installOnnxBackend(runtime, { plan });
  await tf.setBackend('onnx');
  return runtime;
}

/** Turns of the event loop until a promise is settled. */
async function turnsUntil(promise: Promise<unknown>): Promise<number> {
  let turns = 0;
  let done = false;
  void promise.finally(() => (done = true));
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
  return turns;
}

afterEach(async () => {
  registerOnnxBackend();
  await tf.setBackend('onnx');
});

describe('the worker mode', () => {
  it('gives the same bits as the direct mode after three steps of Adam', async () => {
    registerOnnxBackend({ plan });
    const direct = await train('onnx', 3);
    registerOnnxBackend({ plan, worker: true });
    const worker = await train('onnx', 3);
    expect(worker.losses).toEqual(direct.losses);
    expect(worker.weights).toEqual(direct.weights);
  });

  it('gives the same bits as the direct mode in prediction, also after the weights have changed', async () => {
    const answers: Float32Array[][] = [];
    for (const worker of [false, true]) {
      registerOnnxBackend({ plan, worker });
      await tf.setBackend('onnx');
      const model = smallCnn();
      const { x, y } = batch(0, 32);
      const values: Float32Array[] = [];
      for (let round = 0; round < 2; round++) {
        const prediction = model.predict(x) as tf.Tensor;
        values.push(Float32Array.from(await prediction.data()));
        const doubled = model.getWeights().map((weight) => tf.mul(weight, 1.1));
        model.setWeights(doubled);
        tf.dispose([...doubled, prediction]);
      }
      answers.push(values);
      tf.dispose([x, y]);
      model.dispose();
    }
    expect(answers[1]).toEqual(answers[0]);
  });

  it('lets the event loop turn while a graph computes', async () => {
    await install();
    const a = uniform('a', [1000, 1000]) as tf.Tensor2D;
    const product = tf.tidy(() => tf.matMul(tf.matMul(tf.matMul(a, a), a), a));
    expect(await turnsUntil(product.data())).toBeGreaterThan(10);
    registerOnnxBackend();
    await tf.setBackend('onnx');
  });

  it('reads at once too', async () => {
    await install();
    const x = tf.square(tf.tensor1d([1, 2, 3]));
    expect(Array.from(x.dataSync())).toEqual([1, 4, 9]);
    expect(Array.from(await x.data())).toEqual([1, 4, 9]);
    const y = tf.complex(x, tf.neg(x));
    expect(Array.from(await y.data())).toEqual([1, -1, 4, -4, 9, -9]);
    tf.dispose([x, y]);
  });

  it('gives a large array over once and reads it back', async () => {
    const runtime = await install();
    const x = uniform('large', [50, 100]);
    const expected = tf.tidy(() => Array.from(uniform('large', [50, 100]).dataSync()));
    const sums: number[] = [];
    for (let round = 0; round < 3; round++) {
      const total = tf.tidy(() => tf.sum(tf.mul(tf.reshape(x, [100, 50]), round)));
      sums.push((await total.data())[0]!);
      total.dispose();
    }
    expect(sums[0]).toBe(0);
    expect(sums[2]).toBeCloseTo(2 * sums[1]!, 3);
    expect(Array.from(x.dataSync())).toEqual(expected);
    await Promise.resolve();
    expect(runtime.held!()).toBe(1);
    x.dispose();
  });

  it('leaves nothing in the thread when everything is disposed', async () => {
    const runtime = await install();
    await train('onnx', 2);
    expect(backend().counts().held).toBe(0);
    expect(await runtime.count()).toBe(0);
  });

  it('frees what was disposed while it was computed', async () => {
    const runtime = await install();
    const a = uniform('a', [300, 300]) as tf.Tensor2D;
    const product = tf.matMul(a, a);
    const reading = product.data();
    tf.dispose([a, product]);
    expect((await reading).length).toBe(90_000);
    await Promise.resolve();
    expect(backend().counts().held).toBe(0);
    expect(await runtime.count()).toBe(0);
  });

  it('keeps a disposed input for what is still pending', async () => {
    await install();
    const a = tf.tidy(() => tf.add(uniform('a', [100, 100]), 0));
    const [first] = await a.data();
    const later = tf.mul(a, 2);
    a.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await later.data())[0]).toBe(2 * first!);
    later.dispose();
    await Promise.resolve();
    expect(backend().counts().held).toBe(0);
  });

  it('steps without a read do not pile up and come to the same weights', async () => {
    const results: Float32Array[] = [];
    for (const worker of [false, true]) {
      registerOnnxBackend({ plan, worker });
      await tf.setBackend('onnx');
      const w = tf.variable(uniform('w', [40, 30]));
      const x = uniform('x', [50, 40]) as tf.Tensor2D;
      const optimizer = tf.train.adam(0.01);
      for (let step = 0; step < 12; step++) {
        tf.tidy(
          () =>
            void optimizer.minimize(
              () => tf.mean(tf.square(tf.matMul(x, w as tf.Tensor2D))) as tf.Scalar,
              false,
              [w],
            ),
        );
      }
      results.push(Float32Array.from(await w.data()));
      tf.dispose([w, x]);
      optimizer.dispose();
    }
    expect(results[1]).toEqual(results[0]);
  });

  it('times what it computes', async () => {
    await install();
    const { kernelMs } = await tf.time(() => void tf.tidy(() => tf.sum(uniform('t', [100, 100]))));
    expect(kernelMs).toBeGreaterThan(0);
  });

  it('probes in the thread where no plan is given', async () => {
    registerOnnxBackend({ worker: true, threads: 1 });
    await tf.setBackend('onnx');
    await backend().ready();
    expect(backend().loweringPlan().threads).toBe(1);
  });
});

describe('errors of the worker mode', () => {
  it.each([
    ['compiled', 'NoSuchOperator', /could not compile a graph of 1 kernels.*Bad\(float32\[4\]/],
    ['run', 'Gather', /could not run a graph of 1 kernels.*Bad\(float32\[4\].*out of data bounds/s],
  ])('name the kernels of a graph that cannot be %s, and leave the others alone', async (_, type, line) => {
    await install();
    const lazy = tf.backend() as unknown as LazyBackend;
    const good = tf.add(uniform('a', [3]), 1);
    const x = uniform('b', [4]);
    const bad: LazyOp<object> = {
      name: 'Bad',
      lower(lowering, node) {
        const operands = [lowering.plain(node.inputs[0]!), lowering.scalar(9, 'int64')];
        lowering.define(node.outputs[0]!, lowering.op(type, operands));
      },
    };
    const { dataId } = lazy.record(bad, [lazy.use(x)], {}, [], 'float32');
    expect((await good.data()).length).toBe(3);
    await expect(lazy.read(dataId)).rejects.toThrow(line);
    expect(() => lazy.readSync(dataId)).toThrow(line);
    lazy.disposeData(dataId);
    tf.dispose([good, x]);
    await Promise.resolve();
    expect(lazy.counts().held).toBe(0);
  });

  it('say that a provider cannot start, where the thread is awaited', async () => {
    registerOnnxBackend({ worker: true, provider: 'directml' });
    await tf.setBackend('onnx');
    await expect(backend().ready()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(() => tf.add(1, 2).dataSync()).toThrow(/'directml' cannot start/);
  });

  it('say that the thread ended, to those who wait and to those who come later', async () => {
    const code = `import { workerData } from 'node:worker_threads';
      workerData.port.on('message', () => process.exit(3));`;
    await install(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    const sum = tf.add(tf.tensor1d([1, 2]), 1);
    await expect(sum.data()).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    expect(() => sum.dataSync()).toThrow(/ended.*registerOnnxBackend again/);
  });

  it('say so too where the caller stands still', async () => {
    const code = `import { workerData } from 'node:worker_threads';
      const { port, signal } = workerData;
      process.on('exit', () => { Atomics.store(signal, 1, 1); Atomics.add(signal, 0, 1); Atomics.notify(signal, 0); });
      port.on('message', () => process.exit(3));`;
    await install(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    expect(() => tf.add(tf.tensor1d([1, 2]), 1).dataSync()).toThrow(/ended/);
  });
});

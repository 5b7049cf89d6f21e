import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPneumoError } from '@pneumo/core';
import { HOST_KERNELS } from '@pneumo/tfjs-backend-onnx';
import type { LazyBackend } from '../src/LazyBackend.ts';
import { tf, uniform } from './helpers/backends.ts';

const backend = (): LazyBackend => tf.backend() as LazyBackend;

/** One step of a random program: an operation on earlier results, perhaps followed by a read or a disposal. */
interface Step {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly then: 'nothing' | 'read' | 'dispose' | 'assign';
}

const OPERATIONS: readonly ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[] = [
  (a, b) => tf.add(a, b),
  (a, b) => tf.sub(a, b),
  (a, b) => tf.mul(a, b),
  (a, b) => tf.maximum(a, b),
  (a) => tf.tanh(a),
  (a) => tf.relu(a),
  (a) => tf.transpose(tf.reshape(a, [3, 4]), [1, 0]),
  (a, b) => tf.add(a, tf.sum(b, 1, true)),
  (a) => tf.concat([tf.slice(a, [2, 0], [2, 3]), tf.slice(a, [0, 0], [2, 3])], 0),
  (a, b) => tf.where(tf.greater(a, b), a, b),
  (a, b) => tf.matMul(a, tf.matMul(b, a, true, false)) as tf.Tensor,
  (a) => tf.clone(a),
  (a) => tf.softmax(a),
];

const step = fc.record({
  op: fc.nat(OPERATIONS.length - 1),
  a: fc.nat(100),
  b: fc.nat(100),
  then: fc.constantFrom(
    'nothing' as const,
    'nothing' as const,
    'read' as const,
    'dispose' as const,
    'assign' as const,
  ),
});

async function interpret(name: string, program: readonly Step[]): Promise<number[][]> {
  await tf.setBackend(name);
  const start = [uniform('p', [4, 3]), uniform('q', [4, 3])];
  const variable = tf.variable(start[0]!);
  const live: tf.Tensor[] = [...start, variable];
  const reads: number[][] = [];
  for (const { op, a, b, then } of program) {
    const result = tf.tidy(() =>
      tf.tanh(tf.reshape(OPERATIONS[op]!(live[a % live.length]!, live[b % live.length]!), [4, 3])),
    );
    live.push(result);
    if (then === 'read') reads.push(Array.from(result.dataSync()));
    if (then === 'dispose') {
      const [gone] = live.splice(3 + (a % (live.length - 3)), 1);
      gone!.dispose();
    }
    if (then === 'assign') variable.assign(result as tf.Tensor2D);
  }
  for (const tensor of live) reads.push(Array.from(tensor.dataSync()));
  tf.dispose(live);
  return reads;
}

describe('laziness', () => {
  it("gives the cpu backend's values for random programs, whatever is read, assigned and disposed when", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (program) => {
        const cpu = await interpret('cpu', program);
        const onnx = await interpret('onnx', program);
        expect(onnx.length).toBe(cpu.length);
        cpu.forEach((values, index) =>
          values.forEach((value, at) => expect(Math.abs(value - onnx[index]![at]!)).toBeLessThan(1e-5)),
        );
      }),
      { numRuns: 60, seed: 42 },
    );
  }, 60_000);

  it('computes nothing until a value is read, then all that is pending at once', async () => {
    await tf.setBackend('onnx');
    backend().flush();
    const before = backend().counts().runs;
    const [a, b] = tf.tidy(() => [tf.add(uniform('a', [3]), 1), tf.mul(uniform('b', [3]), 2)] as const);
    expect(backend().counts().runs).toBe(before);
    a.dataSync();
    expect(backend().counts().runs).toBe(before + 1);
    b.dataSync();
    expect(backend().counts().runs).toBe(before + 1);
    tf.dispose([a, b]);
  });

  it('reuses a compiled model for other contents and other scalars', async () => {
    await tf.setBackend('onnx');
    const run = (name: string, factor: number): number =>
      tf.tidy(() => tf.sum(tf.mul(uniform(name, [3, 5]), factor)).dataSync()[0]!);
    run('first', 2);
    const before = backend().counts().compiled;
    run('second', 3);
    run('third', 0.25);
    expect(backend().counts().compiled).toBe(before);
  });

  it('copies host arrays, so that a buffer may be refilled before anything is computed', async () => {
    await tf.setBackend('onnx');
    const buffer = Float32Array.of(1, 2, 3);
    const doubled = tf.tidy(() => tf.mul(tf.tensor1d(buffer), 2));
    buffer.fill(9);
    expect(Array.from(doubled.dataSync())).toEqual([2, 4, 6]);
    doubled.dispose();
  });

  it('moves tensors from and to other backends', async () => {
    await tf.setBackend('cpu');
    const x = tf.tensor1d([1, 2, 3]);
    await tf.setBackend('onnx');
    const y = tf.add(x, 1);
    await tf.setBackend('cpu');
    const z = tf.mul(y, 2);
    expect(Array.from(z.dataSync())).toEqual([4, 6, 8]);
    tf.dispose([x, y, z]);
  });

  it('reads asynchronously too', async () => {
    await tf.setBackend('onnx');
    const x = tf.square(tf.tensor1d([1, 2, 3]));
    expect(Array.from(await x.data())).toEqual([1, 4, 9]);
    x.dispose();
  });

  it('times and profiles', async () => {
    await tf.setBackend('onnx');
    const { kernelMs } = await tf.time(() =>
      tf.tidy(() =>
        tf.matMul(uniform('t', [8, 8]) as tf.Tensor2D, uniform('u', [8, 8]) as tf.Tensor2D).dataSync(),
      ),
    );
    expect(kernelMs).toBeGreaterThan(0);
    const profile = await tf.profile(() => tf.tidy(() => tf.relu(uniform('v', [4]))));
    expect(profile.kernels.map((kernel) => kernel.name)).toContain('Relu');
    tf.dispose(profile.result as tf.Tensor);
  });

  it('counts tensors and bytes as TensorFlow.js documents', async () => {
    await tf.setBackend('onnx');
    const before = tf.memory();
    const kept = tf.tidy(() => tf.keep(tf.add(tf.zeros([10]), 1)));
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    expect(tf.memory().numBytes).toBe(before.numBytes + 40);
    const view = tf.reshape(kept, [2, 5]);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers + 1);
    tf.dispose([kept, view]);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it('profiles every kernel with its shapes, bytes and time, as TensorFlow.js documents', async () => {
    await tf.setBackend('onnx');
    const x = uniform('x', [4, 5]);
    const { newTensors, newBytes, peakBytes, kernels, result } = await tf.profile(() =>
      tf.tidy(() => tf.sum(tf.square(x), 1)),
    );
    expect([newTensors, newBytes]).toEqual([1, 16]);
    expect(peakBytes).toBeGreaterThanOrEqual(80);
    expect(kernels.map(({ name, outputShapes }) => [name, outputShapes])).toEqual([
      ['Square', [[4, 5]]],
      ['Sum', [[4]]],
    ]);
    tf.dispose([x, result as tf.Tensor]);
  });

  it('times what a function leaves pending, and not what was pending before', async () => {
    await tf.setBackend('onnx');
    const before = tf.square(uniform('before', [3]));
    const { runs } = backend().counts();
    let kept: tf.Tensor | undefined;
    const { kernelMs, wallMs } = (await tf.time(() => {
      kept = tf.square(uniform('timed', [3]));
    })) as { kernelMs: number; wallMs: number };
    expect(backend().counts().runs - runs).toBe(2);
    expect(kernelMs).toBeGreaterThan(0);
    expect(wallMs).toBeGreaterThan(0);
    tf.dispose([before, kept!]);
  });

  it('keeps what a variable was before it is assigned to for those who recorded it', async () => {
    await tf.setBackend('onnx');
    const v = tf.variable(tf.tensor1d([1, 2]));
    const doubled = tf.mul(v, 2);
    v.assign(tf.tensor1d([10, 20]));
    const again = tf.mul(v, 2);
    expect(Array.from(doubled.dataSync())).toEqual([2, 4]);
    expect(Array.from(again.dataSync())).toEqual([20, 40]);
    tf.dispose([doubled, again, v]);
  });

  it('computes with inputs that were disposed after an operation was recorded', async () => {
    await tf.setBackend('onnx');
    const x = tf.tensor1d([1, 2, 3]);
    const y = tf.square(x);
    const z = tf.add(y, 1);
    tf.dispose([x, y]);
    expect(Array.from(z.dataSync())).toEqual([2, 5, 10]);
    z.dispose();
  });

  it('does not copy out the activations of a prediction that is read inside tidy', async () => {
    await tf.setBackend('onnx');
    const large = (): tf.Tensor => tf.fill([400, 400], 1);
    const run = (): number =>
      tf.tidy(() => {
        const a = tf.add(large(), 1);
        const b = tf.mul(a, 2);
        return tf.sum(b).dataSync()[0]!;
      });
    expect(run()).toBe(640_000);
  });
});

describe('the registry', () => {
  it('has every kernel of the cpu backend', () => {
    const own = new Set(tf.getKernelsForBackend('onnx').map(({ kernelName }) => kernelName));
    for (const { kernelName } of tf.getKernelsForBackend('cpu'))
      expect(own.has(kernelName), kernelName).toBe(true);
  });

  it('states a reason for every kernel that runs on the host', () => {
    for (const [name, reason] of Object.entries(HOST_KERNELS)) expect(reason.length, name).toBeGreaterThan(5);
  });
});

describe('errors', () => {
  it('name the shapes of a product that does not fit', async () => {
    await tf.setBackend('onnx');
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow(/2,3/);
  });

  it('say that a string cannot be computed with', async () => {
    await tf.setBackend('onnx');
    const words = tf.tensor1d(['a', 'b']);
    expect(() => backend().use(words)).toThrow(/string tensor of shape \[2\]/);
    expect(words.dataSync()).toEqual(['a', 'b']);
    words.dispose();
  });

  it('tell a programming mistake from a failed run', () => {
    expect(isPneumoError(new Error('x'))).toBe(false);
  });
});

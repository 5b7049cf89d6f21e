import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import { registerOnnxWebBackend } from '@pneumo/tfjs-backend-onnx/web';
import type { LazyOp } from '../../src/graph/lazy.ts';
import type { LazyBackend } from '../../src/LazyBackend.ts';
import { tf, uniform } from '../helpers/backends.ts';

// onnxruntime-web's WebAssembly runs in Node too; the browser itself is tested in @pneumo/gradcam.
const backend = (): LazyBackend => tf.backend() as unknown as LazyBackend;

beforeAll(async () => {
  await registerOnnxWebBackend({ threads: 1 });
  await tf.setBackend('onnx');
});

afterAll(async () => {
  registerOnnxBackend();
  await tf.setBackend('onnx');
});

describe('the web runtime', () => {
  it('reads asynchronously, and afterwards at once', async () => {
    const x = tf.square(tf.tensor1d([1, 2, 3]));
    expect(() => x.dataSync()).toThrow(/await tensor\.data\(\)/);
    expect(Array.from(await x.data())).toEqual([1, 4, 9]);
    expect(Array.from(x.dataSync())).toEqual([1, 4, 9]);
    x.dispose();
  });

  it('leaves nothing behind, also of what is disposed while it is computed', async () => {
    const a = uniform('a', [60, 60]) as tf.Tensor2D;
    const product = tf.matMul(a, a);
    const reshaped = tf.reshape(product, [3600]);
    const sum = tf.sum(reshaped);
    const reading = sum.data();
    tf.dispose([a, product, reshaped, sum]);
    expect((await reading).length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(backend().counts().held).toBe(0);
  });

  it.each([
    ['compiled', 'NoSuchOperator', /could not compile a graph of 1 kernels.*Bad\(float32\[4\]/],
    ['run', 'Gather', /could not run a graph of 1 kernels.*Bad\(float32\[4\]/],
  ])('names the kernels of a graph that cannot be %s, and leaves the others alone', async (_, type, line) => {
    const good = tf.add(uniform('a', [3]), 1);
    const x = uniform('b', [4]);
    const bad: LazyOp<object> = {
      name: `Bad`,
      lower(lowering, node) {
        const operands = [lowering.plain(node.inputs[0]!), lowering.scalar(9, 'int64')];
        lowering.define(node.outputs[0]!, lowering.op(type, operands));
      },
    };
    const { dataId } = backend().record(bad, [backend().use(x)], {}, [], 'float32');
    expect((await good.data()).length).toBe(3);
    await expect(backend().read(dataId)).rejects.toThrow(line);
    backend().disposeData(dataId);
    tf.dispose([good, x]);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(backend().counts().held).toBe(0);
  });

  it('refuses threads where the page is not isolated, and providers by other names', async () => {
    await expect(registerOnnxWebBackend({ threads: 2 })).rejects.toThrow(/not isolated/);
    await expect(registerOnnxWebBackend({ provider: 'webgl' as 'wasm' })).rejects.toThrow(/'webgpu'/);
  });
});

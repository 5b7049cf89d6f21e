import { engineNames, useEngine } from '@pneumo/engine';
import * as tf from '@tensorflow/tfjs-core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { afterEach, describe, expect, it } from 'vitest';

/** What `import()` throws for a package that is not there. */
function missing(name: string): never {
  throw Object.assign(new Error(`Cannot find package '${name}' imported from here`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
}

/** Loads stand-ins and nothing else. */
const loader =
  (packages: Record<string, () => unknown>) =>
  async (specifier: string): Promise<unknown> =>
    (packages[specifier] ?? (() => missing(specifier)))();

/** A stand-in of tfjs-node: its import registers the backend `tensorflow`. */
const standIn = (name: string) => (): unknown => {
  tf.registerBackend('tensorflow', () =>
    Object.assign(new MathBackendCPU(), { firstUse: false, standInOf: name }),
  );
  return { version: { 'tfjs-node': '4.22.0' } };
};

afterEach(() => {
  if (tf.findBackendFactory('tensorflow') !== null) tf.removeBackend('tensorflow');
});

const messageOf = (promise: Promise<unknown>): Promise<{ code: string; message: string }> =>
  promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: { code: string; message: string }) => error,
  );

describe('useEngine', () => {
  it('takes onnx first, and says with what and why', async () => {
    const engine = await useEngine('auto', { threads: 1 });
    expect(engine).toMatchObject({ name: 'onnx', backend: 'onnx' });
    expect(engine.reason).toMatch(/^onnx \(ONNX Runtime \d+\.\d+\.\d+, 1 thread\), the first choice/);
    expect(tf.getBackend()).toBe('onnx');
    expect(engine.record()).toMatchObject({ threads: 1, plan: { threads: 1 } });
  });

  it('takes up a plan of an earlier run, threads included', async () => {
    const { plan } = (await useEngine('onnx', { threads: 1 })).record();
    expect((await useEngine('onnx', { plan })).record()).toEqual({ threads: 1, plan });
  });

  it('refuses a plan of another version rather than take a slower engine', async () => {
    const error = await messageOf(useEngine('auto', { plan: { version: 0 } }));
    expect(error.code).toBe('INVALID_PLAN');
  });

  it('computes in a thread of its own on request, with the same plan to record', async () => {
    const { plan } = (await useEngine('onnx', { threads: 1 })).record();
    const engine = await useEngine('onnx', { plan, worker: true, memory: 'small' });
    expect(engine.reason).toContain('in a thread of its own');
    expect(engine.record()).toEqual({ threads: 1, plan });
    expect(Array.from(await tf.add(tf.tensor1d([1, 2]), 1).data())).toEqual([2, 3]);
    await useEngine('onnx', { threads: 1 });
  });

  it.each([true, false])(
    'refuses a provider that cannot start rather than compute on the processor (worker: %s)',
    async (worker) => {
      const name = process.platform === 'win32' ? 'onnx:coreml' : 'onnx:directml';
      const error = await messageOf(useEngine(name, { worker }));
      expect(error.code).toBe('PROVIDER_UNAVAILABLE');
      expect(error.message).toMatch(/^The execution provider '\w+' cannot start: .* is built without it/);
      await useEngine('onnx', { threads: 1 });
    },
  );

  it('hands the provider on to the backend, and says that nobody has tried it', async () => {
    const given: unknown[] = [];
    const load = loader({
      '@pneumo/tfjs-backend-onnx/node': () => ({
        ONNX_RUNTIME_VERSION: '1.30.0',
        registerOnnxBackend: (options: unknown) => void given.push(options),
      }),
    });
    const engine = await useEngine('onnx:cuda', { load, worker: true });
    expect(given).toEqual([{ provider: 'cuda', worker: true }]);
    expect(engine.reason).toMatch(/ONNX Runtime 1\.30\.0, provider cuda, in a thread of its own.*not tried/);
  });

  it('takes the next one that starts, and names those passed over', async () => {
    const load = loader({ '@tensorflow/tfjs-node': standIn('tfjs-node') });
    const engine = await useEngine('auto', { load });
    expect(engine).toMatchObject({ name: 'tensorflow', backend: 'tensorflow' });
    expect(engine.reason).toBe('tensorflow (@tensorflow/tfjs-node 4.22.0), since onnx is not installed.');
  });

  it('prefers tfjs-node-gpu to tfjs-node', async () => {
    const load = loader({
      '@tensorflow/tfjs-node': standIn('cpu'),
      '@tensorflow/tfjs-node-gpu': standIn('gpu'),
    });
    const engine = await useEngine('tensorflow', { load });
    expect(engine.reason).toContain('@tensorflow/tfjs-node-gpu 4.22.0');
    expect((tf.backend() as unknown as { standInOf: string }).standInOf).toBe('gpu');
  });

  it('does not take tfjs-node when tfjs-node-gpu is there but broken', async () => {
    const load = loader({
      '@tensorflow/tfjs-node': standIn('cpu'),
      '@tensorflow/tfjs-node-gpu': () => {
        throw new Error('libcudart.so.11: cannot open shared object file');
      },
    });
    const error = await messageOf(useEngine('tensorflow', { load }));
    expect(error).toMatchObject({ code: 'ENGINE_CANNOT_START' });
    expect(error.message).toContain('libcudart.so.11');
  });

  it.each([
    ['onnx', 'npm install @pneumo/tfjs-backend-onnx'],
    ['tensorflow', 'npm install @tensorflow/tfjs-node'],
    ['webgpu', 'npm install @tensorflow/tfjs-backend-webgpu'],
    ['wasm', 'npm install @tensorflow/tfjs-backend-wasm'],
    ['cpu', 'npm install @tensorflow/tfjs-backend-cpu'],
  ] as const)('gives the install line of %s when it is not there', async (name, line) => {
    const error = await messageOf(useEngine(name, { load: loader({}) }));
    expect(error.code).toBe('ENGINE_NOT_INSTALLED');
    expect(error.message).toContain(line);
  });

  it('says what is not installed when nothing starts', async () => {
    const error = await messageOf(useEngine('auto', { load: loader({}) }));
    expect(error.message).toContain(
      'onnx is not installed; tensorflow is not installed; webgpu is not installed; cpu is not installed',
    );
    expect(error.message).toContain('npm install @pneumo/tfjs-backend-onnx');
  });

  it('puts back what Node 23 took away and tfjs-node needs, before it loads tfjs-node', async () => {
    const util: { isNullOrUndefined?: (value: unknown) => boolean } = {};
    const load = loader({
      'node:util': () => ({ default: util }),
      '@tensorflow/tfjs-node': () => {
        expect([null, undefined, 0, ''].map((value) => util.isNullOrUndefined!(value))).toEqual([
          true,
          true,
          false,
          false,
        ]);
        return standIn('tfjs-node')();
      },
    });
    expect((await useEngine('tensorflow', { load })).name).toBe('tensorflow');
  });

  it('passes wasm over for training and takes it for prediction', async () => {
    const wasm = (): unknown => {
      if (tf.findBackendFactory('wasm') === null)
        tf.registerBackend('wasm', () => Object.assign(new MathBackendCPU(), { firstUse: false }));
      return { version_wasm: '4.22.0' };
    };
    const load = loader({
      '@tensorflow/tfjs-backend-wasm': wasm,
      '@tensorflow/tfjs-backend-cpu': () => import('@tensorflow/tfjs-backend-cpu'),
    });
    expect((await useEngine('auto', { load })).name).toBe('cpu');
    const predicting = await useEngine('auto', { load, training: false });
    expect(predicting.name).toBe('wasm');
    expect(predicting.reason).toContain('cannot train a convolution');
    tf.removeBackend('wasm');
  });

  it('says that WebGPU is missing in Node', async () => {
    const error = await messageOf(
      useEngine('webgpu', { load: loader({ '@tensorflow/tfjs-backend-webgpu': () => ({}) }) }),
    );
    expect(error).toMatchObject({ code: 'ENGINE_CANNOT_START' });
    expect(error.message).toContain('no WebGPU');
  });

  it('refuses an unknown engine with the nearest name, and threads that are none', async () => {
    expect((await messageOf(useEngine('onxx' as 'onnx'))).message).toContain('Did you mean onnx?');
    expect((await messageOf(useEngine('abacus' as 'onnx'))).message).toContain("'wasm', 'cpu'");
    expect((await messageOf(useEngine('cpu', { threads: 0 }))).message).toContain('threads is 0');
  });

  it('computes the same on every engine that is installed here', async () => {
    const product = async (): Promise<number[]> =>
      Array.from(
        await tf
          .tidy(() => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])))
          .data(),
      );
    for (const name of engineNames.filter((entry) => entry === 'onnx' || entry === 'cpu')) {
      await useEngine(name);
      expect(await product(), name).toEqual([19, 22, 43, 50]);
    }
  });
});

import { PneumoError } from '@pneumo/core';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { HostArray } from '../graph/lazy.ts';
import { appendConstants } from '../onnx/appendConstants.ts';
import type {
  OnnxRuntime,
  RemoteValue,
  RuntimeFailure,
  RuntimeTensor,
  SessionSettings,
} from '../runtime/OnnxRuntime.ts';
import { plainPlan } from '../runtime/plainPlan.ts';
import type { OrtWeb } from './loadOrtWeb.ts';
import { WebValue } from './WebValue.ts';

/** What onnxruntime-web computes with: the processor by WebAssembly, or the graphics processor by WebGPU. */
export type WebProvider = 'wasm' | 'webgpu';

/**
 * onnxruntime-web as a runtime of the backend. Everything is asynchronous: models and runs stand in one queue,
 * values are promises, and nothing can be read before it was awaited.
 *
 * @param ort - the module onnxruntime-web
 * @param provider - what computes
 * @returns the runtime
 */
export function webRuntime(ort: OrtWeb, provider: WebProvider): OnnxRuntime {
  let queue: Promise<unknown> = Promise.resolve();
  let held = 0;
  const enqueue = <T>(action: () => Promise<T>): Promise<T> => {
    const result = queue.then(action);
    queue = result.catch(() => undefined);
    return result;
  };
  const tensorOf = async ({ dtype, shape, data }: RuntimeTensor): Promise<Tensor> =>
    data instanceof WebValue
      ? data.tensor.then((tensor) => tensor.reshape([...shape]))
      : new ort.Tensor(dtype, data as HostArray, shape);
  const keep = (tensor: Promise<Tensor>): RemoteValue => {
    held++;
    return new WebValue(tensor, () => held--);
  };
  return {
    name: `onnxruntime-web ${ort.env.versions.web ?? ''} (${provider})`,
    compile(model, settings, constants = new Map()) {
      const session = enqueue(async () => {
        const elements = [...constants].map(async ([name, { dtype, shape, data }]) => ({
          name,
          dtype,
          shape,
          data: data instanceof WebValue ? await data.read() : (data as HostArray),
        }));
        const complete = appendConstants(model, await Promise.all(elements));
        return ort.InferenceSession.create(complete, sessionOptions(settings, provider));
      });
      session.catch(() => undefined);
      return {
        run(feeds, outputs, settled = () => undefined) {
          const results = enqueue(() => run(session, feeds, outputs, tensorOf));
          results.then(
            () => settled(),
            (error: unknown) => settled(failureOf(error)),
          );
          return outputs.map((name) => keep(results.then((tensors) => tensors[name]!)));
        },
        release: () => void enqueue(async () => (await session).release()).catch(() => undefined),
      };
    },
    plan: plainPlan,
    held: () => held,
  };
}

async function run(
  session: Promise<InferenceSession>,
  feeds: ReadonlyMap<string, RuntimeTensor>,
  outputs: readonly string[],
  tensorOf: (tensor: RuntimeTensor) => Promise<Tensor>,
): Promise<InferenceSession.OnnxValueMapType> {
  const compiled = await session.catch((cause: unknown) => {
    throw new CompileFailure(cause);
  });
  const inputs: Record<string, Tensor> = {};
  for (const [name, tensor] of feeds) inputs[name] = await tensorOf(tensor);
  return compiled.run(inputs, [...outputs], { logSeverityLevel: 4 });
}

/** A model that could not be compiled, told at its first run. */
class CompileFailure {
  readonly cause: unknown;
  constructor(cause: unknown) {
    this.cause = cause;
  }
}

function failureOf(error: unknown): RuntimeFailure {
  return error instanceof CompileFailure
    ? { verb: 'compile', cause: error.cause }
    : { verb: 'run', cause: error };
}

function sessionOptions(
  { optimization, arena }: SessionSettings,
  provider: WebProvider,
): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    graphOptimizationLevel: optimization,
    executionMode: 'sequential',
    enableMemPattern: false,
    enableCpuMemArena: arena,
    // Errors are thrown; a library does not print them too.
    logSeverityLevel: 4,
  };
}

/**
 * Makes sure that a provider starts, by adding two numbers with it: nobody should compute on the processor while
 * believing otherwise.
 *
 * @param runtime - the runtime
 * @param probe - a model that adds its input `x` to itself as `y`
 * @throws PneumoError `PROVIDER_UNAVAILABLE` with what onnxruntime-web said
 */
export async function checkWebRuntime(runtime: OnnxRuntime, probe: Uint8Array): Promise<void> {
  const settings = { threads: 1, optimization: 'basic', arena: false } as const;
  const session = runtime.compile(probe, settings);
  const one = { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const;
  const [value] = session.run(new Map([['x', one]]), ['y']) as readonly RemoteValue[];
  try {
    await value!.read();
  } catch (error) {
    const cause = error instanceof CompileFailure ? error.cause : error;
    throw new PneumoError(
      'PROVIDER_UNAVAILABLE',
      `${runtime.name} cannot start: ${String(cause).split('\n')[0]}. Serve the files dist/ort-wasm-simd-threaded*.{mjs,wasm} of onnxruntime-web from your own origin and name their folder as wasmPaths; for webgpu the page needs a graphics device (navigator.gpu).`,
      { cause },
    );
  } finally {
    value!.release();
    session.release();
  }
}

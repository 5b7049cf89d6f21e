import { createRequire } from 'node:module';
import { PneumoError } from '@pneumo/core';
import type { HostArray } from '../graph/lazy.ts';
import { appendConstants } from '../onnx/appendConstants.ts';
import type { DirectRuntime, DirectSession, RuntimeTensor, SessionSettings } from '../runtime/OnnxRuntime.ts';

/**
 * The version of onnxruntime-node whose private binding this package was written against.
 *
 * @example
 * ```ts
 * ONNX_RUNTIME_VERSION; // '1.30.0'
 * ```
 */
export const ONNX_RUNTIME_VERSION = '1.30.0';

const INSTALL = `Install it with: npm install onnxruntime-node@${ONNX_RUNTIME_VERSION}`;
const LOG_ERRORS_ONLY = 3;

interface NativeTensor {
  readonly data: HostArray;
}

interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(
    feeds: Record<string, NativeTensor>,
    fetches: Record<string, null>,
    options: object,
  ): Record<string, NativeTensor>;
  endProfiling(): void;
  dispose(): void;
}

interface NativeModules {
  readonly Session: new () => NativeSession;
  readonly Tensor: new (type: string, data: HostArray, dims: readonly number[]) => NativeTensor;
}

/**
 * The ONNX Runtime of the npm package onnxruntime-node. Its public `run` is a promise that blocks
 * anyway; the synchronous call behind it makes `dataSync` possible.
 *
 * @param load - replaces `require`, for tests
 * @returns the runtime
 * @throws PneumoError `ONNX_RUNTIME_MISSING` or `ONNX_RUNTIME_VERSION`, with the line that mends it
 *
 * @example
 * ```ts
 * nodeRuntime().name; // 'onnxruntime-node 1.30.0'
 * ```
 */
export function nodeRuntime(load: (id: string) => unknown = createRequire(import.meta.url)): DirectRuntime {
  const { Session, Tensor } = loadModules(load);
  return {
    name: `onnxruntime-node ${ONNX_RUNTIME_VERSION}`,
    compile: (model, settings, constants) => compile(Session, Tensor, complete(model, constants), settings),
  };
}

function loadModules(load: (id: string) => unknown): NativeModules {
  let packageFile: { version: string };
  let common: { Tensor: NativeModules['Tensor'] };
  let native: { binding: { InferenceSession: NativeModules['Session'] }; initOrt: () => void };
  try {
    packageFile = load('onnxruntime-node/package.json') as typeof packageFile;
  } catch (cause) {
    throw new PneumoError(
      'ONNX_RUNTIME_MISSING',
      `The package onnxruntime-node is not installed. ${INSTALL}`,
      { cause },
    );
  }
  if (packageFile.version !== ONNX_RUNTIME_VERSION) {
    throw new PneumoError(
      'ONNX_RUNTIME_VERSION',
      `onnxruntime-node is ${packageFile.version}; this package needs exactly ${ONNX_RUNTIME_VERSION}. ${INSTALL}`,
    );
  }
  try {
    common = load('onnxruntime-node') as typeof common;
    native = load('onnxruntime-node/dist/binding.js') as typeof native;
    native.initOrt();
  } catch (cause) {
    throw new PneumoError(
      'ONNX_RUNTIME_MISSING',
      `onnxruntime-node is installed, but its binary for ${process.platform} ${process.arch} cannot be loaded: ${String(cause)}. ${INSTALL}`,
      { cause },
    );
  }
  return { Session: native.binding.InferenceSession, Tensor: common.Tensor };
}

/** The model with its constants; nothing is remote in a runtime that computes at once. */
function complete(model: Uint8Array, constants?: ReadonlyMap<string, RuntimeTensor>): Uint8Array {
  const tensors = [...(constants ?? [])];
  return appendConstants(
    model,
    tensors.map(([name, { dtype, shape, data }]) => ({ name, dtype, shape, data: data as HostArray })),
  );
}

function compile(
  Session: NativeModules['Session'],
  Tensor: NativeModules['Tensor'],
  model: Uint8Array,
  settings: SessionSettings,
): DirectSession {
  const session = new Session();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
    graphOptimizationLevel: settings.optimization,
    intraOpNumThreads: settings.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableMemPattern: false,
    enableCpuMemArena: settings.arena,
    logSeverityLevel: LOG_ERRORS_ONLY,
    ...(settings.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: settings.profile }),
  });
  return {
    run(feeds, outputs) {
      const natives: Record<string, NativeTensor> = {};
      for (const [name, { dtype, data, shape }] of feeds)
        natives[name] = new Tensor(dtype, data as HostArray, shape);
      const fetches: Record<string, null> = {};
      for (const name of outputs) fetches[name] = null;
      const results = session.run(natives, fetches, {});
      return outputs.map((name) => results[name]!.data);
    },
    release() {
      if (settings.profile !== undefined) session.endProfiling();
      session.dispose();
    },
  };
}

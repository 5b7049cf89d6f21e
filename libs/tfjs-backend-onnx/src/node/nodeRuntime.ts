import { createRequire } from 'node:module';
import { checkOneOf, PneumoError } from '@pneumo/core';
import type { HostArray } from '../graph/lazy.ts';
import { appendConstants } from '../onnx/appendConstants.ts';
import { plainPlan } from '../runtime/plainPlan.ts';
import { checkProvider, providerKey, PROVIDERS, type ProviderName } from './providers.ts';
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
// Errors are thrown; a library does not print them too.
const LOG_FATAL_ONLY = 4;

interface NativeTensor {
  readonly data: HostArray;
}

interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(
    feeds: Record<string, NativeTensor>,
    fetches: Record<string, NativeTensor | null>,
    options: object,
  ): Record<string, NativeTensor>;
  endProfiling(): void;
  dispose(): void;
}

interface NativeBinding {
  readonly binding: {
    readonly InferenceSession: NativeModules['Session'];
    listSupportedBackends(): readonly { readonly name: string }[];
  };
  initOrt(): void;
}

interface NativeModules {
  readonly Session: new () => NativeSession;
  readonly Tensor: new (type: string, data: HostArray, dims: readonly number[]) => NativeTensor;
  /** Names of the providers in this build. */
  readonly built: () => readonly string[];
}

/** Options of {@link nodeRuntime}. */
export interface NodeRuntimeOptions {
  /** What ONNX Runtime computes with; `cpu` by default. */
  readonly provider?: ProviderName;
  /** Replaces `require`, for tests. */
  readonly load?: (id: string) => unknown;
}

/**
 * The ONNX Runtime of the npm package onnxruntime-node. Its public `run` is a promise that blocks
 * anyway; the synchronous call behind it makes `dataSync` possible.
 *
 * @param options - what computes
 * @returns the runtime
 * @throws PneumoError `ONNX_RUNTIME_MISSING` or `ONNX_RUNTIME_VERSION`, with the line that mends it;
 *   `PROVIDER_UNAVAILABLE` where the provider cannot start
 *
 * @example
 * ```ts
 * nodeRuntime().name; // 'onnxruntime-node 1.30.0'
 * ```
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): DirectRuntime {
  const { provider = 'cpu', load = createRequire(import.meta.url) } = options;
  checkOneOf('provider', provider, PROVIDERS);
  const { Session, Tensor, built } = loadModules(load);
  const runtime: DirectRuntime = {
    name: `onnxruntime-node ${ONNX_RUNTIME_VERSION}`,
    compile: (model, settings, constants) =>
      compile(Session, Tensor, complete(model, constants), settings, provider),
    // The blocked convolutions are the processor's; other providers have one way of their own.
    ...(provider !== 'cpu' && { plan: plainPlan }),
  };
  if (provider !== 'cpu') checkProvider(runtime, provider, built());
  return runtime;
}

function loadModules(load: (id: string) => unknown): NativeModules {
  let packageFile: { version: string };
  let common: { Tensor: NativeModules['Tensor'] };
  let native: NativeBinding;
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
  return {
    Session: native.binding.InferenceSession,
    Tensor: common.Tensor,
    built: () => native.binding.listSupportedBackends().map(({ name }) => name),
  };
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
  provider: ProviderName,
): DirectSession {
  const session = new Session();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
    graphOptimizationLevel: settings.optimization,
    intraOpNumThreads: settings.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableMemPattern: false,
    enableCpuMemArena: settings.arena,
    logSeverityLevel: LOG_FATAL_ONLY,
    ...(provider === 'cpu' ? {} : { executionProviders: [providerKey(provider)] }),
    ...(settings.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: settings.profile }),
  });
  return {
    run(feeds, outputs) {
      const natives: Record<string, NativeTensor> = {};
      for (const [name, { dtype, data, shape }] of feeds)
        natives[name] = new Tensor(dtype, data as HostArray, shape);
      const fetches: Record<string, null> = {};
      // The binding copies each output into a new array, also where it is given a tensor to write into.
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

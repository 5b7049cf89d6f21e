import { availableParallelism } from 'node:os';
import { checkOneOf } from '@pneumo/core';
import { installOnnxBackend, type OnnxBackendOptions } from '../installOnnxBackend.ts';
import { nodeRuntime } from './nodeRuntime.ts';
import { PROVIDERS, type ProviderName } from './providers.ts';
import { workerRuntime } from './worker/workerRuntime.ts';

/** Options of {@link registerOnnxBackend}. */
export interface NodeBackendOptions extends OnnxBackendOptions {
  /** What ONNX Runtime computes with; `cpu` by default. Only `cpu` was tried by the makers of this package. */
  readonly provider?: ProviderName;
  /**
   * Compute in a thread of its own, so that the event loop stays free: progress, Ctrl-C and servers stay
   * alive while a step computes. Results are the same. Weights stay in the thread; `data()` waits for what
   * is read without stopping the event loop, `dataSync()` stops it.
   */
  readonly worker?: boolean;
}

/**
 * Registers the TensorFlow.js backend `onnx` on onnxruntime-node. Importing the `/node` entry has
 * done so with the default options; call this before the first tensor to choose others. A backend
 * of this name that exists already is replaced, and its tensors are lost.
 *
 * @param options - threads, plan, memory, provider, worker
 * @throws PneumoError `ONNX_RUNTIME_MISSING` or `ONNX_RUNTIME_VERSION`, with the line that mends it;
 *   `PROVIDER_UNAVAILABLE` where the provider cannot start. With `worker` these come from
 *   {@link OnnxBackend.ready}, or from the first read.
 *
 * @example
 * ```ts
 * registerOnnxBackend({ threads: 2 });
 * await tf.setBackend('onnx');
 * tf.add(1, 2).dataSync()[0]; // 3
 * ```
 */
export function registerOnnxBackend(options: NodeBackendOptions = {}): void {
  const { provider = 'cpu', worker = false, ...rest } = options;
  checkOneOf('provider', provider, PROVIDERS);
  const threads = options.plan?.threads ?? options.threads ?? availableParallelism();
  const probe = { threads };
  const runtime = worker
    ? workerRuntime({ provider, ...(options.plan === undefined && { probe }) })
    : nodeRuntime({ provider });
  installOnnxBackend(runtime, { ...rest, threads });
}

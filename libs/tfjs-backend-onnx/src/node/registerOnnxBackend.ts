import { availableParallelism } from 'node:os';
import { installOnnxBackend, type OnnxBackendOptions } from '../installOnnxBackend.ts';
import { nodeRuntime } from './nodeRuntime.ts';

/**
 * Registers the TensorFlow.js backend `onnx` on onnxruntime-node. Importing the `/node` entry has
 * done so with the default options; call this before the first tensor to choose others. A backend
 * of this name that exists already is replaced, and its tensors are lost.
 *
 * @param options - threads, plan, memory
 * @throws PneumoError `ONNX_RUNTIME_MISSING` or `ONNX_RUNTIME_VERSION`, with the line that mends it
 *
 * @example
 * ```ts
 * registerOnnxBackend({ threads: 2 });
 * await tf.setBackend('onnx');
 * tf.add(1, 2).dataSync()[0]; // 3
 * ```
 */
export function registerOnnxBackend(options: OnnxBackendOptions = {}): void {
  installOnnxBackend(nodeRuntime(), { threads: availableParallelism(), ...options });
}

import { checkInteger, checkOneOf, PneumoError } from '@pneumo/core';
import { installOnnxBackend, type OnnxBackendOptions } from '../installOnnxBackend.ts';
import { doublingModel } from '../onnx/doublingModel.ts';
import { loadOrtWeb, type OrtWeb } from './loadOrtWeb.ts';
import { checkWebRuntime, type WebProvider, webRuntime } from './webRuntime.ts';

/** Options of {@link registerOnnxWebBackend}. */
export interface OnnxWebOptions extends Pick<OnnxBackendOptions, 'maxSessions' | 'memory'> {
  /** `wasm` (the default) computes on the processor, `webgpu` on the graphics processor. */
  readonly provider?: WebProvider;
  /**
   * Threads of WebAssembly, from 1. By default the number of processors, at most 8, where the page is isolated
   * (`crossOriginIsolated`), else 1.
   */
  readonly threads?: number;
  /** Address of the folder with onnxruntime-web's files `ort-wasm-simd-threaded*`; beside the script by default. */
  readonly wasmPaths?: string;
  /** The module onnxruntime-web, where the page has loaded it already. */
  readonly ort?: OrtWeb;
}

const MOST_THREADS = 8;

/**
 * Registers the TensorFlow.js backend `onnx` on onnxruntime-web, for pages and web workers. Nothing is loaded
 * from outside the page's origin unless `wasmPaths` says so. Reads are asynchronous only: `await tensor.data()`.
 *
 * @param options - provider, threads, where the WebAssembly lies
 * @returns resolves when ONNX Runtime has started
 * @throws PneumoError `ONNX_RUNTIME_MISSING`, `PROVIDER_UNAVAILABLE` with what mends it, `INVALID_ARGUMENT`
 *
 * @example
 * ```ts no-run
 * await registerOnnxWebBackend({ wasmPaths: '/ort/' });
 * await tf.setBackend('onnx');
 * await tf.add(1, 2).data(); // Float32Array [3]
 * ```
 */
export async function registerOnnxWebBackend(options: OnnxWebOptions = {}): Promise<void> {
  const { provider = 'wasm', wasmPaths, maxSessions, memory } = options;
  checkOneOf('provider', provider, ['wasm', 'webgpu']);
  const threads = checkInteger('threads', options.threads ?? defaultThreads(), { min: 1 });
  if (threads > 1 && !isolated()) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `threads is ${threads}, but the page is not isolated, so WebAssembly has one thread. Serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or leave threads out.`,
    );
  }
  const ort = options.ort ?? (await loadOrtWeb(provider === 'webgpu'));
  ort.env.wasm.numThreads = threads;
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  const runtime = webRuntime(ort, provider);
  await checkWebRuntime(runtime, doublingModel());
  installOnnxBackend(runtime, {
    threads,
    ...(maxSessions !== undefined && { maxSessions }),
    ...(memory !== undefined && { memory }),
  });
}

function isolated(): boolean {
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}

function defaultThreads(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return isolated() ? Math.min(MOST_THREADS, Math.max(1, navigator?.hardwareConcurrency ?? 1)) : 1;
}

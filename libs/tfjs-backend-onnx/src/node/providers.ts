import { PneumoError } from '@pneumo/core';
import { doublingModel } from '../onnx/doublingModel.ts';
import type { DirectRuntime } from '../runtime/OnnxRuntime.ts';

/**
 * What ONNX Runtime computes with. `cpu` is what this package is tested on. The others are passed on to
 * ONNX Runtime as they are: `webgpu` (in the npm package for Linux, Windows and macOS), `cuda` (Linux, with
 * ONNX Runtime's CUDA libraries and NVIDIA's), `coreml` (macOS), `directml` (Windows). Operators that a
 * provider does not have run on the processor.
 */
export type ProviderName = 'cpu' | 'cuda' | 'webgpu' | 'coreml' | 'directml';

/** The providers by name. */
export const PROVIDERS: readonly ProviderName[] = ['cpu', 'cuda', 'webgpu', 'coreml', 'directml'];

interface Provider {
  /** ONNX Runtime's own name for it. */
  readonly key: string;
  /** What mends it where it cannot start. */
  readonly advice: string;
}

const DETAILS: Readonly<Record<ProviderName, Provider>> = {
  cpu: { key: 'cpu', advice: 'Install onnxruntime-node again.' },
  cuda: {
    key: 'cuda',
    advice:
      "It needs Linux with an NVIDIA driver, CUDA 12, cuDNN 9, and ONNX Runtime's CUDA libraries, which the install script of onnxruntime-node fetches: npm install onnxruntime-node --onnxruntime-node-install=cuda12 (with its install script allowed).",
  },
  webgpu: {
    key: 'webgpu',
    advice:
      'It needs a graphics processor with a driver for Vulkan (Linux), Direct3D 12 (Windows) or Metal (macOS).',
  },
  coreml: { key: 'coreml', advice: 'It needs macOS, where onnxruntime-node has it built in.' },
  directml: { key: 'dml', advice: 'It needs Windows, where onnxruntime-node has it built in.' },
};

/** ONNX Runtime's own name of a provider. */
export function providerKey(provider: ProviderName): string {
  return DETAILS[provider].key;
}

/**
 * Makes sure that a provider starts, by adding two numbers with it: nobody should compute on the processor
 * while believing otherwise.
 *
 * @throws PneumoError `PROVIDER_UNAVAILABLE` with what this build has, what ONNX Runtime said, and what mends it
 */
export function checkProvider(
  runtime: DirectRuntime,
  provider: ProviderName,
  built: readonly string[],
): void {
  const { key, advice } = DETAILS[provider];
  const refuse = (reason: string, cause?: unknown): never => {
    throw new PneumoError(
      'PROVIDER_UNAVAILABLE',
      `The execution provider '${provider}' cannot start: ${reason} ${advice} Or compute on the processor: leave the provider out.`,
      { cause },
    );
  };
  if (!built.includes(key))
    refuse(
      `${runtime.name} for ${process.platform} ${process.arch} is built without it (it has ${built.join(', ')}).`,
    );
  const one = { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const;
  try {
    const session = runtime.compile(doublingModel(), { threads: 1, optimization: 'basic', arena: false });
    session.run(new Map([['x', one]]), ['y']);
    session.release();
  } catch (error) {
    const [line] = String(error).trim().split('\n');
    refuse(`ONNX Runtime says '${line}'.`, error);
  }
}

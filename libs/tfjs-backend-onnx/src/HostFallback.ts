import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { getKernel } from '@tensorflow/tfjs-core';
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { PneumoError } from '@pneumo/core';
import type { LazyBackend } from './LazyBackend.ts';

type Inputs = Record<string, TensorInfo | TensorInfo[]>;

/**
 * Runs a kernel of TensorFlow.js' cpu backend for tensors of this one: reads the inputs to the host,
 * calls the kernel on a private cpu backend, and takes the results over. Slow, but the same answer.
 */
export class HostFallback {
  #cpu: MathBackendCPU | null = null;

  /** Runs one kernel. */
  run(backend: LazyBackend, kernelName: string, inputs: Inputs, attrs: unknown): TensorInfo | TensorInfo[] {
    const kernel = getKernel(kernelName, 'cpu');
    if (kernel === null || kernel === undefined) {
      throw new PneumoError(
        'UNSUPPORTED_KERNEL',
        `The kernel ${kernelName} has no cpu implementation to fall back to.`,
      );
    }
    const cpu = (this.#cpu ??= quietCpu());
    const copies: TensorInfo[] = [];
    const copy = (info: TensorInfo): TensorInfo => {
      const made = toCpu(backend, cpu, info);
      copies.push(made);
      return made;
    };
    // Kernels of a list of tensors (Pack, AddN, ...) get it as an array.
    const hostInputs: Inputs = Array.isArray(inputs) ? ([] as never) : {};
    for (const [name, info] of Object.entries(inputs)) {
      if (info === null || info === undefined) continue;
      hostInputs[name] = Array.isArray(info) ? info.map(copy) : copy(info);
    }
    const results = kernel.kernelFunc({ inputs: hostInputs as never, attrs: attrs as never, backend: cpu });
    const taken = (Array.isArray(results) ? results : [results]).map((result) =>
      fromCpu(backend, cpu, result),
    );
    for (const info of copies) cpu.disposeData(info.dataId);
    return Array.isArray(results) ? taken : taken[0]!;
  }
}

function quietCpu(): MathBackendCPU {
  const cpu = new MathBackendCPU();
  // The cpu backend advises at its first write to use a faster one, which the caller already does.
  (cpu as unknown as { firstUse: boolean }).firstUse = false;
  return cpu;
}

function toCpu(backend: LazyBackend, cpu: MathBackendCPU, info: TensorInfo): TensorInfo {
  if (info.dtype === 'complex64') {
    const { real, imag } = backend.complexParts(info);
    const parts = { real: toCpu(backend, cpu, real), imag: toCpu(backend, cpu, imag) };
    const complex = getKernel('Complex', 'cpu').kernelFunc({
      inputs: parts,
      attrs: {},
      backend: cpu,
    }) as TensorInfo;
    cpu.disposeData(parts.real.dataId);
    cpu.disposeData(parts.imag.dataId);
    return complex;
  }
  // The cpu kernels do not write into their inputs, so the array itself is lent, not copied.
  const made = cpu.makeTensorInfo(info.shape, info.dtype, backend.readSync(info.dataId) as never);
  // A few kernels (Dilation2D's gradients) expect tensors, which know their rank.
  return Object.assign(made, { rank: info.shape.length });
}

function fromCpu(backend: LazyBackend, cpu: MathBackendCPU, info: TensorInfo): TensorInfo {
  if (info.dtype === 'complex64') {
    const { real, imag } = cpu.data.get(info.dataId).complexTensorInfos!;
    const [realPart, imagPart] = [real, imag].map((part) =>
      fromCpu(backend, cpu, { ...part, shape: info.shape }),
    );
    cpu.data.delete(info.dataId);
    return backend.complexTensor(realPart!, imagPart!);
  }
  const values = cpu.readSync(info.dataId);
  const dataId = backend.write(values as never, info.shape, info.dtype as DataType);
  cpu.disposeData(info.dataId);
  return { dataId, shape: info.shape, dtype: info.dtype };
}

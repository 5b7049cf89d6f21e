import { util } from '@tensorflow/tfjs-core';
import type { KernelConfig, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { PneumoError } from '@pneumo/core';
import type { LazyDtype } from '../graph/lazy.ts';
import type { LazyBackend } from '../LazyBackend.ts';
import { zeroResult } from './zeroRules.ts';

/** What a kernel function receives: inputs by TensorFlow.js' names, attributes, the backend. */
export interface KernelCall<Inputs, Attrs> {
  /** Tensors by name; optional ones may be null or undefined. */
  readonly inputs: Inputs;
  /** Attributes of the kernel. */
  readonly attrs: Attrs;
  /** The backend that records. */
  readonly backend: LazyBackend;
}

/** A kernel of this backend under its TensorFlow.js name. */
export interface OnnxKernel {
  /** Name in TensorFlow.js' registry. */
  readonly kernelName: string;
  /** Records the operation, or answers on the host. */
  readonly run: (call: KernelCall<Record<string, TensorInfo>, unknown>) => TensorInfo | TensorInfo[];
}

/** Options of {@link kernel}. */
export interface KernelOptions {
  /** Element types that the lowering supports; others go to the host. */
  readonly dtypes?: readonly LazyDtype[];
  /** The kernel itself deals with complex64, strings and empty tensors. */
  readonly anything?: boolean;
}

/**
 * Defines a kernel. Inputs of a type that the lowering does not support, and empty inputs, are
 * answered by the cpu backend's kernel of the same name.
 */
export function kernel<Inputs, Attrs = unknown>(
  kernelName: string,
  options: KernelOptions,
  run: (call: KernelCall<Inputs, Attrs>) => TensorInfo | TensorInfo[] | null,
): OnnxKernel {
  const dtypes: readonly string[] = options.dtypes ?? ['float32'];
  const supported = (info: TensorInfo | null | undefined): boolean =>
    info === null ||
    info === undefined ||
    (dtypes.includes(info.dtype) && util.sizeFromShape(info.shape) > 0);
  return {
    kernelName,
    run(call) {
      checkAlive(call.backend, kernelName, call.inputs);
      const zero = zeroResult(call.backend, kernelName, call.inputs, call.attrs);
      if (zero !== null) return zero;
      if (options.anything === true || Object.values(call.inputs).every(supported)) {
        const result = run(call as KernelCall<Inputs, Attrs>);
        if (result !== null) return result;
      }
      return call.backend.fallback(kernelName, call.inputs, call.attrs);
    },
  };
}

/** A kernel that always runs on the host. */
export function hostKernel(kernelName: string): OnnxKernel {
  return {
    kernelName,
    run({ inputs, attrs, backend }) {
      checkAlive(backend, kernelName, inputs);
      return backend.fallback(kernelName, inputs, attrs);
    },
  };
}

/** TensorFlow.js lets disposed tensors through to the kernels. Inputs may be named or, for Pack and others, a list. */
function checkAlive(backend: LazyBackend, kernelName: string, inputs: Record<string, TensorInfo>): void {
  for (const name in inputs) {
    const info = inputs[name] as Tensor | undefined | null;
    // Its elements may live on in a clone, and gradients of core rely on that.
    if (info?.isDisposed !== true || backend.refCount(info.dataId) > 0) continue;
    throw new PneumoError(
      'TENSOR_DISPOSED',
      `${kernelName} was given a disposed tensor as ${name}: ${info.dtype}[${info.shape.join()}]. ` +
        'Keep it with tf.keep, or dispose of it (or leave its tf.tidy) later.',
    );
  }
}

/** The form in which TensorFlow.js registers a kernel. */
export function kernelConfig({ kernelName, run }: OnnxKernel, backendName: string): KernelConfig {
  return {
    kernelName,
    backendName,
    kernelFunc: (call) => run(call as unknown as KernelCall<Record<string, TensorInfo>, unknown>),
  };
}

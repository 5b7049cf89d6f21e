import {
  findBackendFactory,
  getKernel,
  registerBackend,
  registerKernel,
  removeBackend,
  util,
} from '@tensorflow/tfjs-core';
import { checkInteger, checkOneOf } from '@pneumo/core';
import { checkPlan, type LoweringPlan } from './graph/LoweringPlan.ts';
import { probePlan } from './graph/probePlan.ts';
import { installGradients } from './gradients/installGradients.ts';
import { batchNormGrad } from './kernels/BatchNormGrad.ts';
import { relu6Grad } from './kernels/Relu6Grad.ts';
import { structuralZeros } from './kernels/StructuralZeros.ts';
import { allKernels } from './kernels/allKernels.ts';
import { kernelConfig } from './kernels/kernel.ts';
import { LazyBackend } from './LazyBackend.ts';
import type { OnnxRuntime } from './runtime/OnnxRuntime.ts';

/** Options of the backend. */
export interface OnnxBackendOptions {
  /** Threads within an operator, from 1; by default the number of cores that the process may use. */
  readonly threads?: number;
  /** The plan of an earlier run ({@link OnnxBackend.loweringPlan}), to repeat its last bits. Its thread count wins. */
  readonly plan?: LoweringPlan;
  /** `fast` keeps freed memory for the next step, `small` returns it at once; `fast` by default. */
  readonly memory?: 'fast' | 'small';
  /** Greatest number of compiled models held at once; 64 by default. */
  readonly maxSessions?: number;
  /** Path prefix for ONNX Runtime's profile of every model, for tuning. */
  readonly profile?: string;
}

/**
 * Name of the backend in TensorFlow.js.
 *
 * @example
 * ```ts
 * ONNX_BACKEND_NAME; // 'onnx'
 * ```
 */
export const ONNX_BACKEND_NAME = 'onnx';

const PRIORITY = 5;
const MAX_PENDING = 50_000;

/**
 * Registers the backend and its kernels with TensorFlow.js, on any ONNX Runtime. In Node,
 * `registerOnnxBackend` of the `/node` entry does it with onnxruntime-node.
 * A backend of this name that exists already is replaced, and its tensors are lost.
 *
 * @param runtime - the ONNX Runtime to execute on
 * @param options - threads, plan, memory
 * @throws PneumoError `INVALID_ARGUMENT` for an option out of range, `INVALID_PLAN` for a plan of another version
 *
 * @example
 * ```ts
 * import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
 *
 * installOnnxBackend(nodeRuntime(), { threads: 1, memory: 'small' });
 * await tf.setBackend('onnx'); // true
 * tf.sum([1, 2, 3]).dataSync()[0]; // 6
 * ```
 */
export function installOnnxBackend(runtime: OnnxRuntime, options: OnnxBackendOptions): void {
  const { plan, memory = 'fast', maxSessions = 64 } = options;
  checkOneOf('memory', memory, ['fast', 'small']);
  checkInteger('maxSessions', maxSessions, { min: 1 });
  if (plan !== undefined) checkPlan(plan);
  const threads = checkInteger('threads', plan?.threads ?? options.threads ?? 1, { min: 1 });
  if (findBackendFactory(ONNX_BACKEND_NAME) !== null) removeBackend(ONNX_BACKEND_NAME);
  for (const kernel of allKernels) {
    if (!getKernel(kernel.kernelName, ONNX_BACKEND_NAME))
      registerKernel(kernelConfig(kernel, ONNX_BACKEND_NAME));
  }
  if (!getKernel('PneumoZeros', ONNX_BACKEND_NAME)) {
    registerKernel({
      ...kernelConfig(structuralZeros, ONNX_BACKEND_NAME),
      // Called whenever the backend becomes the active one, when all gradients of core are registered.
      setupFunc: () => installGradients(ONNX_BACKEND_NAME),
    });
    registerKernel(kernelConfig(batchNormGrad, ONNX_BACKEND_NAME));
    registerKernel(kernelConfig(relu6Grad, ONNX_BACKEND_NAME));
  }
  let known = plan;
  registerBackend(
    ONNX_BACKEND_NAME,
    () =>
      new LazyBackend({
        runtime,
        threads,
        plan: () => (known ??= probe(runtime, threads)),
        maxSessions,
        maxPending: MAX_PENDING,
        arena: memory === 'fast',
        ...(options.profile === undefined ? {} : { profile: options.profile }),
      }),
    PRIORITY,
  );
}

function probe(runtime: OnnxRuntime, threads: number): LoweringPlan {
  return runtime.plan?.(threads) ?? probePlan(runtime, threads, util.now);
}

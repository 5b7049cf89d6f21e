import { engine } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { RELU6_GRAD } from '../kernels/Relu6Grad.ts';

/** Gradient of relu6 as one kernel; core's compares and casts (and has no gradient of its own either). */
export const relu6Gradient: GradConfig = {
  kernelName: 'Relu6',
  inputsToSave: ['x'],
  gradFunc(dy, saved) {
    const [x] = saved as [Tensor];
    return { x: () => engine().runKernel(RELU6_GRAD, { dy: dy as Tensor, x }) as Tensor };
  },
};

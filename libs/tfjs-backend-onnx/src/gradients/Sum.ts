import { util } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { broadcastTo } from './broadcastTo.ts';

/** Gradient of Sum without an array of ones of the input's size, which core makes on the host. */
export const sumGradient: GradConfig = {
  kernelName: 'Sum',
  inputsToSave: ['x'],
  gradFunc(dy, saved, attrs) {
    const [x] = saved;
    const axes = util.parseAxisParam((attrs as { axis?: number | number[] }).axis as number, x!.shape);
    return { x: () => broadcastTo(dy as Tensor, x!.shape, axes) };
  },
};

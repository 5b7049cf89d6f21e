import { broadcastTo } from './broadcastTo.ts';
import { div, util } from '@tensorflow/tfjs-core';
import type { GradConfig } from '@tensorflow/tfjs-core';

/** Gradient of Mean without an array of ones of the input's size, which core makes on the host. */
export const meanGradient: GradConfig = {
  kernelName: 'Mean',
  inputsToSave: ['x'],
  gradFunc(dy, saved, attrs) {
    const [x] = saved;
    const axes = util.parseAxisParam((attrs as { axis?: number | number[] }).axis as number, x!.shape);
    const count = util.sizeFromShape(axes.map((axis) => x!.shape[axis]!));
    return { x: () => broadcastTo(div(dy as never, count), x!.shape, axes) };
  },
};

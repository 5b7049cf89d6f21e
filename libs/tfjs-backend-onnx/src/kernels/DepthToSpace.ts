import type { DepthToSpaceAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { rearrangeOp } from './rearrange.ts';

/** DepthToSpace of TensorFlow.js, channels last. */
export const depthToSpace = kernel<{ x: TensorInfo }, DepthToSpaceAttrs>(
  'DepthToSpace',
  {},
  ({ inputs: { x }, attrs: { blockSize: block, dataFormat }, backend }) => {
    if (dataFormat !== 'NHWC') return null;
    const [n, h, w, c] = x.shape as [number, number, number, number];
    const depth = c / (block * block);
    const shape = [n, h * block, w * block, depth];
    const split = [n, h, w, block, block, depth];
    const attrs = { pads: [], split, perm: [0, 1, 3, 2, 4, 5], joined: shape, crops: [] };
    return backend.record(rearrangeOp, [backend.use(x)], attrs, shape, 'float32');
  },
);

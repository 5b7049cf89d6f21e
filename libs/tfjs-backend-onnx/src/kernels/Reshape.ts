import { util } from '@tensorflow/tfjs-core';
import type { ReshapeAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

/** The same elements in another shape; recorded where an operation reads a tensor in a new shape. */
export const reshapeOp: LazyOp = {
  name: 'Reshape',
  lower(lowering, node) {
    const [x] = node.inputs;
    lowering.define(node.outputs[0]!, lowering.reshape(lowering.plain(x!), node.outputs[0]!.shape));
  },
};

/** Reshape of TensorFlow.js: shares the elements. */
export const reshape = kernel<{ x: TensorInfo }, ReshapeAttrs>(
  'Reshape',
  { anything: true },
  ({ inputs: { x }, attrs, backend }) => {
    const size = util.sizeFromShape(x.shape);
    const shape = util.inferFromImplicitShape(attrs.shape, size);
    util.assert(
      size === util.sizeFromShape(shape),
      () =>
        `The new shape [${shape.join()}] has ${util.sizeFromShape(shape)} elements and the old shape [${x.shape.join()}] has ${size} elements.`,
    );
    return backend.share(x, shape);
  },
);

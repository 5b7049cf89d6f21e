import { util } from '@tensorflow/tfjs-core';
import type { FillAttrs } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { hostArray } from '../hostArray.ts';
import { kernel } from './kernel.ts';

/** Elements up to which the array is simply made on the host. */
const SMALL = 4096;

const fillOp: LazyOp = {
  name: 'Fill',
  lower(lowering, node) {
    lowering.define(
      node.outputs[0]!,
      lowering.op('Expand', [lowering.plain(node.inputs[0]!), lowering.ints(node.outputs[0]!.shape)]),
    );
  },
};

/** Fill of TensorFlow.js. */
export const fill = kernel<object, FillAttrs>(
  'Fill',
  { anything: true },
  ({ attrs: { shape, value, dtype }, backend }) => {
    const type = dtype ?? util.inferDtype(value as number);
    if (type === 'string' || type === 'complex64') return null;
    const size = util.sizeFromShape(shape);
    if (size > SMALL)
      return backend.record(fillOp, [backend.constant(value as number, type)], {}, shape, type);
    return backend.hostTensor(
      hostArray(undefined, type as LazyDtype, size).fill(value as number),
      shape,
      type,
    );
  },
);

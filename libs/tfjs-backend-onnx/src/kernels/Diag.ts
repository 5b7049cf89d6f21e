import { util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const diagOp: LazyOp = {
  name: 'Diag',
  lower(lowering, node) {
    const [x] = node.inputs;
    const size = util.sizeFromShape(x!.shape as number[]);
    const places = lowering.op('Range', [
      lowering.scalar(0, 'int64'),
      lowering.scalar(size, 'int64'),
      lowering.scalar(1, 'int64'),
    ]);
    const onDiagonal = lowering.op('Equal', [places, lowering.reshape(places, [size, 1])]);
    const zero = lowering.scalar(0, x!.dtype as 'float32' | 'int32');
    const square = lowering.op('Where', [onDiagonal, lowering.reshape(lowering.plain(x!), [size]), zero]);
    lowering.define(node.outputs[0]!, lowering.reshape(square, node.outputs[0]!.shape));
  },
};

/** Diag of TensorFlow.js: the elements on the diagonal of a matrix (or of a tensor of twice the rank). */
export const diag = kernel<{ x: TensorInfo }>(
  'Diag',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { x }, backend }) =>
    backend.record(diagOp, [backend.use(x)], {}, [...x.shape, ...x.shape], x.dtype as LazyDtype),
);

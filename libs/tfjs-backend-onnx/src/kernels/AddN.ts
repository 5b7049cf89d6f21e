import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';

const addNOp = elementwiseOp<object>('AddN', (lowering, operands) =>
  operands.slice(1).reduce((total, operand) => lowering.op('Add', [total, operand]), operands[0]!),
);

/** AddN of TensorFlow.js: the sum of tensors of one shape, from left to right. */
export const addN = kernel<TensorInfo[]>('AddN', { dtypes: ['float32', 'int32'] }, ({ inputs, backend }) => {
  const tensors = Object.values(inputs);
  const [first] = tensors;
  if (first === undefined || tensors.some(({ dtype }) => dtype !== first.dtype)) return null;
  return backend.record(
    addNOp,
    tensors.map((x) => backend.use(x)),
    {},
    first.shape,
    first.dtype as LazyDtype,
  );
});

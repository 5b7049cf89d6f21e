import { util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';

const selectOp = elementwiseOp<object>('Select', (lowering, [condition, t, e]) =>
  lowering.op('Where', [condition!, t!, e!]),
);

/** Select of TensorFlow.js (`tf.where`): t where the condition holds, e elsewhere. */
export const select = kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }>(
  'Select',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { condition, t, e }, backend }) => {
    const plain = condition.dtype === 'bool' && t.dtype === e.dtype && t.dtype !== 'bool';
    if (!plain || !util.arraysEqual(condition.shape, t.shape)) return null;
    return backend.record(
      selectOp,
      [condition, t, e].map((x) => backend.use(x)),
      {},
      t.shape,
      t.dtype as LazyDtype,
    );
  },
);

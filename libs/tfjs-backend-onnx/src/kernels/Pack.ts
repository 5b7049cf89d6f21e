import { util } from '@tensorflow/tfjs-core';
import type { PackAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { concat } from './Concat.ts';
import { kernel } from './kernel.ts';

/** Pack of TensorFlow.js (`tf.stack`): concatenation along a new axis. */
export const pack = kernel<TensorInfo[], PackAttrs>(
  'Pack',
  { anything: true },
  ({ inputs, attrs: { axis }, backend }) => {
    const tensors = Object.values(inputs);
    const [first] = tensors;
    if (first === undefined || first.dtype === 'string') return null;
    for (const { shape, dtype } of tensors) {
      util.assertShapesMatch(first.shape, shape, 'All tensors passed to stack must have matching shapes');
      util.assert(dtype === first.dtype, () => 'All tensors passed to stack must have matching dtypes');
    }
    const shape = [...first.shape];
    shape.splice(axis < 0 ? shape.length + axis + 1 : axis, 0, 1);
    const expanded = tensors.map((info) => ({ ...info, shape }));
    const viewed = Object.fromEntries(
      expanded.map(({ dataId, dtype }, index) => [index, { dataId, dtype, shape }]),
    );
    return concat.run({ inputs: viewed, attrs: { axis: axis < 0 ? shape.length + axis : axis }, backend });
  },
);

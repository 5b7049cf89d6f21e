import type { TensorInfo, UnpackAttrs } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { slice } from './Slice.ts';

/** Unpack of TensorFlow.js (`tf.unstack`): the slices along an axis, without that axis. */
export const unpack = kernel<{ value: TensorInfo }, UnpackAttrs>(
  'Unpack',
  { anything: true },
  ({ inputs: { value }, attrs, backend }) => {
    const axis = attrs.axis < 0 ? attrs.axis + value.shape.length : attrs.axis;
    const shape = value.shape.filter((_, which) => which !== axis);
    return Array.from({ length: value.shape[axis]! }, (_, index) => {
      const begin = value.shape.map((_, which) => (which === axis ? index : 0));
      const size = value.shape.map((whole, which) => (which === axis ? 1 : whole));
      const part = slice.run({ inputs: { x: value }, attrs: { begin, size }, backend }) as TensorInfo;
      return { ...part, shape };
    });
  },
);

import type { AvgPool3DAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { poolWindow3D } from './pool3D.ts';
import { toChannelsFirst, toChannelsLast, window3DAttributes, type Window3D } from './window3D.ts';

const avgPool3DOp: LazyOp<Window3D> = {
  name: 'AvgPool3D',
  lower(lowering, node) {
    const x = toChannelsFirst(lowering, lowering.plain(node.inputs[0]!));
    const attributes = window3DAttributes(node.attrs);
    lowering.define(
      node.outputs[0]!,
      toChannelsLast(lowering, lowering.op('AveragePool', [x], { ...attributes, count_include_pad: 0 })),
    );
  },
};

/** AvgPool3D of TensorFlow.js: mean of each window; positions outside do not count. */
export const avgPool3D = kernel<{ x: TensorInfo }, AvgPool3DAttrs>(
  'AvgPool3D',
  {},
  ({ inputs: { x }, attrs, backend }) => {
    const window = attrs.dataFormat === 'NCDHW' ? null : poolWindow3D(x.shape, attrs);
    if (window === null) return null;
    const shape = [window.batch, ...window.output, window.channels[0]];
    return backend.record(avgPool3DOp, [backend.use(x)], window, shape, 'float32');
  },
);

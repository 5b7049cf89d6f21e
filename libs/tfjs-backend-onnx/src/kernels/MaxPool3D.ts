import type { MaxPool3DAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { skipNan } from './skipNan.ts';
import { poolWindow3D } from './pool3D.ts';
import { toChannelsFirst, toChannelsLast, window3DAttributes, type Window3D } from './window3D.ts';

const maxPool3DOp: LazyOp<Window3D> = {
  name: 'MaxPool3D',
  lower(lowering, node) {
    const x = skipNan(lowering, toChannelsFirst(lowering, lowering.plain(node.inputs[0]!)));
    const attributes = window3DAttributes(node.attrs);
    lowering.define(node.outputs[0]!, toChannelsLast(lowering, lowering.op('MaxPool', [x], attributes)));
  },
};

/** MaxPool3D of TensorFlow.js: greatest value of each window. */
export const maxPool3D = kernel<{ x: TensorInfo }, MaxPool3DAttrs>(
  'MaxPool3D',
  {},
  ({ inputs: { x }, attrs, backend }) => {
    const window = attrs.dataFormat === 'NCDHW' ? null : poolWindow3D(x.shape, attrs);
    if (window === null) return null;
    const shape = [window.batch, ...window.output, window.channels[0]];
    return backend.record(maxPool3DOp, [backend.use(x)], window, shape, 'float32');
  },
);

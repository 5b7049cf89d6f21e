import type { ResizeNearestNeighborAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { nearestSamples } from './resize.ts';

const resizeNearestOp: LazyOp = {
  name: 'ResizeNearestNeighbor',
  lower(lowering, node) {
    const [images, rows, columns] = node.inputs;
    const nchw = lowering.layoutOf(images!) !== 'plain';
    const x = nchw ? lowering.nchw(images!) : lowering.plain(images!);
    const axis = nchw ? 2 : 1;
    const tall = lowering.op('Gather', [x, lowering.plain(rows!)], { axis });
    const wide = lowering.op('Gather', [tall, lowering.plain(columns!)], { axis: axis + 1 });
    lowering.define(node.outputs[0]!, wide, nchw ? 'nchw' : 'plain');
  },
};

/** ResizeNearestNeighbor of TensorFlow.js. */
export const resizeNearestNeighbor = kernel<{ images: TensorInfo }, ResizeNearestNeighborAttrs>(
  'ResizeNearestNeighbor',
  {},
  ({ inputs: { images }, attrs, backend }) => {
    const [n, h, w, c] = images.shape as [number, number, number, number];
    const [height, width] = attrs.size;
    const rows = backend.hostValue(nearestSamples(h, height, attrs), [height]);
    const columns = backend.hostValue(nearestSamples(w, width, attrs), [width]);
    const shape = [n, height, width, c];
    return backend.record(resizeNearestOp, [backend.use(images), rows, columns], {}, shape, 'float32');
  },
);

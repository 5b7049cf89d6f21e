import type { ResizeBilinearAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { bilinearSamples } from './resize.ts';

/** Inputs: images, then for rows and for columns positions before, positions behind, fractions. */
const resizeBilinearOp: LazyOp = {
  name: 'ResizeBilinear',
  lower(lowering, node) {
    const [images, ...samples] = node.inputs;
    const nchw = lowering.layoutOf(images!) !== 'plain';
    const [top, bottom, down, left, right, across] = samples.map((value) => lowering.plain(value));
    const op = (type: string, ...names: string[]): string => lowering.op(type, names);
    // Products with matrices of weights would be as fast, but carry a NaN all over its row and column.
    const between = (
      x: string,
      axis: number,
      [low, high, fraction]: readonly string[],
      broadcast: number[],
    ): string => {
      const [before, behind] = [low!, high!].map((places) => lowering.op('Gather', [x, places], { axis }));
      const way = lowering.reshape(fraction!, broadcast);
      return op('Add', before!, op('Mul', op('Sub', behind!, before!), way));
    };
    const x = nchw ? lowering.nchw(images!) : lowering.plain(images!);
    const [rows, columns] = nchw ? [2, 3] : [1, 2];
    const wide = between(x, columns!, [left!, right!, across!], nchw ? [-1] : [-1, 1]);
    const tall = between(wide, rows!, [top!, bottom!, down!], nchw ? [-1, 1] : [-1, 1, 1]);
    lowering.define(node.outputs[0]!, tall, nchw ? 'nchw' : 'plain');
  },
};

/** ResizeBilinear of TensorFlow.js. */
export const resizeBilinear = kernel<{ images: TensorInfo }, ResizeBilinearAttrs>(
  'ResizeBilinear',
  {},
  ({ inputs: { images }, attrs, backend }) => {
    const [n, h, w, c] = images.shape as [number, number, number, number];
    const [height, width] = attrs.size;
    const samples = [bilinearSamples(h, height, attrs), bilinearSamples(w, width, attrs)];
    const values = samples.flatMap(({ low, high, fraction }) =>
      [low, high, fraction].map((list) => backend.hostValue(list, [list.length])),
    );
    const shape = [n, height, width, c];
    return backend.record(resizeBilinearOp, [backend.use(images), ...values], {}, shape, 'float32');
  },
);

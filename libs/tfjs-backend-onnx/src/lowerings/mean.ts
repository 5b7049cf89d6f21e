import type { LazyOp } from '../graph/lazy.ts';
import { reduceOp, reduceWith } from '../kernels/reductions.ts';
import { centred, channelDot, imageLayout, squaredDeviation } from './moments.ts';

const general = reduceOp('Mean', reduceWith('ReduceMean'));

/** Mean over axes; the variance of image channels is recognised and computed in two passes. */
export const meanOp: LazyOp<{ axes: number[] }> = {
  name: 'Mean',
  lower(lowering, node) {
    const x = node.inputs[0]!;
    const deviation = node.attrs.axes.join() === '0,1,2' && x.shape.length === 4 ? squaredDeviation(x) : null;
    if (deviation === null) return general.lower(lowering, node);
    const values = centred(lowering, deviation.x, deviation.mean);
    const [n, h, w] = x.shape as [number, number, number, number];
    const total = channelDot(lowering, values, values, x.shape, imageLayout(lowering, deviation.x));
    const output = node.outputs[0]!;
    lowering.define(
      output,
      lowering.reshape(lowering.op('Mul', [total, lowering.scalar(1 / (n * h * w))]), output.shape),
    );
  },
};

import type { LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { elementwiseLayout } from '../kernels/elementwise.ts';

/** Attributes of a recorded batch normalisation: which of scale and offset follow x, mean, variance. */
export interface BatchNormNodeAttrs {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Whether a scale is given. */
  readonly scale: boolean;
  /** Whether an offset is given. */
  readonly offset: boolean;
}

/** (x - mean) * scale / sqrt(variance + epsilon) + offset, one value of each for every channel. */
export const batchNormOp: LazyOp<BatchNormNodeAttrs> = {
  name: 'FusedBatchNorm',
  lower(lowering, node) {
    const [x, mean, variance, ...rest] = node.inputs;
    const { attrs } = node;
    const scale = attrs.scale ? rest.shift() : undefined;
    const offset = attrs.offset ? rest.shift() : undefined;
    const layout = elementwiseLayout(lowering, [x!], x!.shape);
    const factor = batchNormFactor(lowering, variance!, scale, attrs.epsilon);
    const shifted = lowering.op('Mul', [lowering.plain(mean!), factor]);
    const addend = offset === undefined ? lowering.op('Neg', [shifted]) : lowering.op('Sub', [lowering.plain(offset), shifted]);
    const channels = mean!.shape[0]!;
    const [a, b] = [factor, addend].map((name) => (layout === 'nchw' ? lowering.reshape(name, [channels, 1, 1]) : name));
    const input = layout === 'nchw' ? lowering.nchw(x!) : lowering.plain(x!);
    lowering.define(node.outputs[0]!, lowering.op('Add', [lowering.op('Mul', [input, a!]), b!]), layout);
  },
};

/** scale / sqrt(variance + epsilon), for each channel. */
export function batchNormFactor(lowering: Lowering, variance: LazyValue, scale: LazyValue | undefined, epsilon: number): string {
  const deviation = lowering.op('Sqrt', [lowering.op('Add', [lowering.plain(variance), lowering.scalar(epsilon)])]);
  return scale === undefined ? lowering.op('Reciprocal', [deviation]) : lowering.op('Div', [lowering.plain(scale), deviation]);
}

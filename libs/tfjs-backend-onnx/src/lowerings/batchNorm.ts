import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { elementwiseLayout } from '../kernels/elementwise.ts';
import { centred, channelDot, channelSum, hasCentred, scaleShift } from './moments.ts';

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
  deferred: true,
  lower(lowering, node) {
    lowerBatchNorm(lowering, node, node.outputs[0]!, false);
  },
};

/** Emits a batch normalisation, with relu in the same pass where asked for, under the name of `output`. */
export function lowerBatchNorm(
  lowering: Lowering,
  node: LazyNode<BatchNormNodeAttrs>,
  output: LazyValue,
  relu: boolean,
): void {
  const { attrs } = node;
  const [x, mean, variance, ...rest] = node.inputs as [LazyValue, LazyValue, LazyValue, ...LazyValue[]];
  const scale = attrs.scale ? rest.shift() : undefined;
  const offset = attrs.offset ? rest.shift() : undefined;
  const channels = mean.shape[0]!;
  lowering.ensure(x);
  const layout = elementwiseLayout(lowering, [x], x.shape);
  const fill = (value: number): string =>
    lowering.op('Expand', [lowering.scalar(value), lowering.ints([channels])]);
  if (layout === 'nchw' && lowering.constantWeights) {
    // The standard operator, which ONNX Runtime folds into a convolution before it.
    const statistics = [mean, variance].map((value) => lowering.plain(value));
    const affine = [scale, offset].map((value, which) =>
      value === undefined ? constantFill(lowering, 1 - which, channels) : lowering.plain(value),
    );
    const name = lowering.op('BatchNormalization', [lowering.nchw(x), ...affine, ...statistics], {
      epsilon: { float: attrs.epsilon },
    });
    lowering.define(output, relu ? lowering.op('Relu', [name]) : name, layout);
    return;
  }
  const factor = batchNormFactor(lowering, variance, scale, attrs.epsilon);
  if (layout === 'nchw') {
    const weights = lowering.reshape(factor, [channels, 1, 1, 1]);
    const own = hasCentred(lowering, x, mean);
    const addend = own
      ? offset === undefined
        ? fill(0)
        : lowering.plain(offset)
      : shiftedOffset(lowering, mean, factor, offset);
    const source = own ? centred(lowering, x, mean) : lowering.nchw(x);
    lowering.define(output, scaleShift(lowering, source, weights, addend, channels, relu), layout);
    return;
  }
  const name = lowering.op('Add', [
    lowering.op('Mul', [lowering.plain(x), factor]),
    shiftedOffset(lowering, mean, factor, offset),
  ]);
  lowering.define(output, relu ? lowering.op('Relu', [name]) : name, layout);
}

/** offset - mean * factor. */
function shiftedOffset(
  lowering: Lowering,
  mean: LazyValue,
  factor: string,
  offset: LazyValue | undefined,
): string {
  const shifted = lowering.op('Mul', [lowering.plain(mean), factor]);
  return offset === undefined
    ? lowering.op('Neg', [shifted])
    : lowering.op('Sub', [lowering.plain(offset), shifted]);
}

function constantFill(lowering: Lowering, value: number, channels: number): string {
  return lowering.floats(new Float32Array(channels).fill(value), [channels]);
}

/** Attributes of the gradient: whether a scale follows dy, x, mean, variance. */
export interface BatchNormGradAttrs {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Whether a scale is given. */
  readonly scale: boolean;
}

/**
 * Gradient of batch normalisation by the moments of its own input, in closed form (Ioffe and Szegedy
 * 2015, section 3): outputs dx (through x, mean and variance together), dscale, doffset.
 */
export const batchNormGradOp: LazyOp<BatchNormGradAttrs> = {
  name: 'BatchNormGrad',
  lower(lowering, node: LazyNode<BatchNormGradAttrs>) {
    const [dy, x, mean, variance, scale] = node.inputs as [
      LazyValue,
      LazyValue,
      LazyValue,
      LazyValue,
      LazyValue?,
    ];
    const [n, h, w, channels] = x.shape as [number, number, number, number];
    const count = lowering.scalar(-1 / (n * h * w));
    const values = centred(lowering, x, mean);
    const dyName = lowering.nchw(dy);
    const deviation = lowering.op('Reciprocal', [
      lowering.op('Sqrt', [
        lowering.op('Add', [lowering.plain(variance), lowering.scalar(node.attrs.epsilon)]),
      ]),
    ]);
    const dOffset = channelSum(lowering, dyName);
    const dScale = lowering.op('Mul', [channelDot(lowering, dyName, values, x.shape), deviation]);
    const factor = scale === undefined ? deviation : lowering.op('Mul', [lowering.plain(scale), deviation]);
    const perElement = lowering.op('Mul', [factor, count]);
    const onX = lowering.op('Mul', [lowering.op('Mul', [perElement, deviation]), dScale]);
    const constant = lowering.op('Mul', [perElement, dOffset]);
    const weights = [factor, onX].map((name) => lowering.reshape(name, [channels, 1, 1, 1]));
    const fromX = scaleShift(lowering, values, weights[1]!, constant, channels);
    const fromDy = lowering.op('Conv', [dyName, weights[0]!], { group: channels, kernel_shape: [1, 1] });
    const [dx, ds, db] = node.outputs;
    lowering.define(dx!, lowering.op('Add', [fromDy, fromX]), 'nchw');
    lowering.define(ds!, dScale);
    lowering.define(db!, dOffset);
  },
};

/** scale / sqrt(variance + epsilon), for each channel. */
export function batchNormFactor(
  lowering: Lowering,
  variance: LazyValue,
  scale: LazyValue | undefined,
  epsilon: number,
): string {
  const deviation = lowering.op('Sqrt', [
    lowering.op('Add', [lowering.plain(variance), lowering.scalar(epsilon)]),
  ]);
  return scale === undefined
    ? lowering.op('Reciprocal', [deviation])
    : lowering.op('Div', [lowering.plain(scale), deviation]);
}

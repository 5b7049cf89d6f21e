import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { isAbsorbable, lowerScaledConv2D, type Conv2DNodeAttrs } from './conv2d.ts';
import { centred, channelDot, channelSum, hasCentred, imageLayout, scaleShift } from './moments.ts';

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
  if (isAbsorbable(lowering, x)) {
    // Statistics from elsewhere (frozen layers): the convolution does it all by other weights.
    const factor = batchNormFactor(lowering, variance, scale, attrs.epsilon);
    const shift = shiftedOffset(lowering, mean, factor, offset);
    lowerScaledConv2D(lowering, x.node as LazyNode<Conv2DNodeAttrs>, output, { factor, shift, relu });
    return;
  }
  const layout = lowering.layoutOf(x);
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
  if (layout !== 'plain') {
    const own = hasCentred(lowering, x, mean);
    const addend = own
      ? offset === undefined
        ? fill(0)
        : lowering.plain(offset)
      : shiftedOffset(lowering, mean, factor, offset);
    const name = own ? centred(lowering, x, mean) : lowering.form(x, layout);
    const options = { factors: factor, addend, channels, relu };
    lowering.define(output, scaleShift(lowering, { name, layout }, options), layout);
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
    const layout = imageLayout(lowering, x);
    const values = centred(lowering, x, mean);
    const dyName = lowering.form(dy, layout);
    const deviation = lowering.op('Reciprocal', [
      lowering.op('Sqrt', [
        lowering.op('Add', [lowering.plain(variance), lowering.scalar(node.attrs.epsilon)]),
      ]),
    ]);
    const dOffset = channelSum(lowering, dyName, x.shape, layout);
    const dScale = lowering.op('Mul', [channelDot(lowering, dyName, values, x.shape, layout), deviation]);
    const factor = scale === undefined ? deviation : lowering.op('Mul', [lowering.plain(scale), deviation]);
    const perElement = lowering.op('Mul', [factor, count]);
    const onX = lowering.op('Mul', [lowering.op('Mul', [perElement, deviation]), dScale]);
    const constant = lowering.op('Mul', [perElement, dOffset]);
    const none = lowering.op('Expand', [lowering.scalar(0), lowering.ints([channels])]);
    const plus = scaleShift(lowering, { name: values, layout }, { factors: onX, addend: constant, channels });
    const name = scaleShift(
      lowering,
      { name: dyName, layout },
      { factors: factor, addend: none, channels, plus },
    );
    const [dx, ds, db] = node.outputs;
    lowering.define(dx!, name, layout);
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

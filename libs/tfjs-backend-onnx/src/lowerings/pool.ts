import { NCHWC } from '../graph/convertLayout.ts';
import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { shared } from './conv2d.ts';
import { windowAttributes, type ConvGeometry } from './convGeometry.ts';
import { blockedMaxPool, halvingGradient, isHalving } from './halvingPool.ts';
import { channelsFirst, defineChannelsFirst } from './imageForms.ts';
import { transposedConvolution } from './inputGradient.ts';
import { reluMask } from './reluMask.ts';

/** Attributes of a recorded pool. */
export interface PoolAttrs {
  /** Geometry. */
  readonly geometry: ConvGeometry;
}

/** Greatest value of each window. */
export const maxPoolOp: LazyOp<PoolAttrs> = {
  name: 'MaxPool',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const x = node.inputs[0]!;
    const trained = lowering.consumers(x).some((consumer) => consumer.op === (maxPoolGradOp as LazyOp));
    if (lowering.layoutOf(x) === 'blocked' && (!trained || isHalving(geometry))) {
      lowering.define(node.outputs[0]!, blockedMaxPool(lowering, x, geometry), 'blocked');
      return;
    }
    const nchw = channelsFirst(lowering, x, geometry.channelsFirst);
    const name = trained
      ? maxPoolWithIndices(lowering, nchw, geometry).values
      : lowering.op('MaxPool', [nchw], windowAttributes(geometry));
    defineChannelsFirst(lowering, node.outputs[0]!, name, geometry.channelsFirst);
  },
};

/** Gradient of the greatest value: goes to the first position that has it. Inputs dy, x. */
export const maxPoolGradOp: LazyOp<PoolAttrs> = {
  name: 'MaxPoolGrad',
  deferred: true,
  lower(lowering, node) {
    lowerMaxPoolGrad(lowering, node, node.outputs[0]!, false);
  },
};

/**
 * Emits the gradient of a max pool under the name of `output`. `positive` leaves out windows without a
 * positive value: the gradient of relu before the pool, taken where there are fewer elements.
 */
export function lowerMaxPoolGrad(
  lowering: Lowering,
  { attrs: { geometry }, inputs: [dyValue, x] }: LazyNode<PoolAttrs>,
  output: LazyValue,
  positive: boolean,
): void {
  const { batch, channels, input, output: size } = geometry;
  if (lowering.layoutOf(x!) === 'blocked' && isHalving(geometry)) {
    const dy = lowering.form(dyValue!, 'blocked');
    lowering.define(output, halvingGradient(lowering, dy, x!, geometry, positive), 'blocked');
    return;
  }
  const [dy, image] = [dyValue!, x!].map((value) => channelsFirst(lowering, value, geometry.channelsFirst));
  const { values, indices } = maxPoolWithIndices(lowering, image!, geometry);
  const gradient = positive ? lowering.op('Mul', [dy!, reluMask(lowering, values)]) : dy!;
  // Windows may overlap, so contributions are added, not written.
  const length = batch * channels[0] * input[0] * input[1];
  const count = batch * channels[0] * size[0] * size[1];
  const zeros = lowering.op('Expand', [lowering.scalar(0), lowering.ints([length])]);
  const overlap = geometry.kernel.some((reach, axis) => reach > geometry.strides[axis]!);
  const flat = lowering.op(
    'ScatterElements',
    [zeros, lowering.reshape(indices, [count]), lowering.reshape(gradient, [count])],
    { axis: 0, reduction: overlap ? 'add' : 'none' },
  );
  const name = lowering.reshape(flat, [batch, channels[0], ...input]);
  defineChannelsFirst(lowering, output, name, geometry.channelsFirst);
}

function maxPoolWithIndices(
  lowering: Lowering,
  x: string,
  geometry: ConvGeometry,
): { values: string; indices: string } {
  const key = `maxpool ${x} ${JSON.stringify(geometry)}`;
  const values = shared(lowering, key, () => {
    const [made, indices] = lowering.ops('MaxPool', [x], windowAttributes(geometry), 2);
    lowering.shared.set(`${key} indices`, indices!);
    return made!;
  });
  return { values, indices: lowering.shared.get(`${key} indices`)! };
}

/** Mean of each window; positions outside the image do not count. */
export const avgPoolOp: LazyOp<PoolAttrs> = {
  name: 'AvgPool',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const attributes = { ...windowAttributes(geometry), count_include_pad: 0 };
    if (lowering.layoutOf(node.inputs[0]!) === 'blocked') {
      const blocked = lowering.form(node.inputs[0]!, 'blocked');
      lowering.define(node.outputs[0]!, lowering.op('AveragePool', [blocked], attributes, NCHWC), 'blocked');
      return;
    }
    const x = channelsFirst(lowering, node.inputs[0]!, geometry.channelsFirst);
    const name = lowering.op('AveragePool', [x], attributes);
    defineChannelsFirst(lowering, node.outputs[0]!, name, geometry.channelsFirst);
  },
};

/** Gradient of the mean as the cpu backend has it: every window shares out over its full size. Input dy. */
export const avgPoolGradOp: LazyOp<PoolAttrs> = {
  name: 'AvgPoolGrad',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const { batch, channels, input, output, kernel } = geometry;
    const dy = lowering.reshape(channelsFirst(lowering, node.inputs[0]!, geometry.channelsFirst), [
      batch * channels[0],
      1,
      ...output,
    ]);
    const ones = lowering.op('Expand', [
      lowering.scalar(1 / (kernel[0] * kernel[1])),
      lowering.ints([1, 1, ...kernel]),
    ]);
    const name = transposedConvolution(lowering, dy, ones, geometry, 1);
    const dx = lowering.reshape(name, [batch, channels[0], ...input]);
    defineChannelsFirst(lowering, node.outputs[0]!, dx, geometry.channelsFirst);
  },
};

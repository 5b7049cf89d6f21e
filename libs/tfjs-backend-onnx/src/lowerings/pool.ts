import type { LazyOp } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { windowAttributes, type ConvGeometry } from './convGeometry.ts';
import { transposedConvolution } from './inputGradient.ts';
import { channelsFirst, defineChannelsFirst } from './imageForms.ts';
import { shared } from './conv2d.ts';

interface PoolAttrs {
  readonly geometry: ConvGeometry;
}

/** Greatest value of each window. */
export const maxPoolOp: LazyOp<PoolAttrs> = {
  name: 'MaxPool',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const [x] = node.inputs;
    const nchw = channelsFirst(lowering, x!, geometry.channelsFirst);
    const trained = lowering.consumers(x!).some((consumer) => consumer.op === (maxPoolGradOp as LazyOp));
    const name = trained
      ? maxPoolWithIndices(lowering, nchw, geometry).values
      : lowering.op('MaxPool', [nchw], windowAttributes(geometry));
    defineChannelsFirst(lowering, node.outputs[0]!, name, geometry.channelsFirst);
  },
};

/** Gradient of the greatest value: goes to the first position that has it. Inputs dy, x. */
export const maxPoolGradOp: LazyOp<PoolAttrs> = {
  name: 'MaxPoolGrad',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const { batch, channels, input, output } = geometry;
    const [dy, x] = node.inputs.map((value) => channelsFirst(lowering, value, geometry.channelsFirst));
    const { indices } = maxPoolWithIndices(lowering, x!, geometry);
    // Windows may overlap, so contributions are added, not written.
    const size = batch * channels[0] * input[0] * input[1];
    const count = batch * channels[0] * output[0] * output[1];
    const zeros = lowering.op('Expand', [lowering.scalar(0), lowering.ints([size])]);
    const overlap = geometry.kernel.some((length, axis) => length > geometry.strides[axis]!);
    const flat = lowering.op(
      'ScatterElements',
      [zeros, lowering.reshape(indices, [count]), lowering.reshape(dy!, [count])],
      {
        axis: 0,
        reduction: overlap ? 'add' : 'none',
      },
    );
    const name = lowering.reshape(flat, [batch, channels[0], ...input]);
    defineChannelsFirst(lowering, node.outputs[0]!, name, geometry.channelsFirst);
  },
};

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
    const x = channelsFirst(lowering, node.inputs[0]!, geometry.channelsFirst);
    const name = lowering.op('AveragePool', [x], { ...windowAttributes(geometry), count_include_pad: 0 });
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

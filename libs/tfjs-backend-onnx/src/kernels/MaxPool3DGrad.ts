import type { MaxPool3DGradAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { kernel } from './kernel.ts';
import { skipNan } from './skipNan.ts';
import { poolWindow3D } from './pool3D.ts';
import { toChannelsFirst, toChannelsLast, window3DAttributes, type Window3D } from './window3D.ts';

const maxPool3DGradOp: LazyOp<Window3D> = {
  name: 'MaxPool3DGrad',
  lower(lowering, node) {
    const window = node.attrs;
    const { batch, channels, input, output, pads, kernel: sizes, strides } = window;
    const [dy, x] = node.inputs.map((value) => toChannelsFirst(lowering, lowering.plain(value)));
    // Of equal values TensorFlow.js takes the last, ONNX the first: so everything is done back to front.
    // What a last step would not reach is cut off before, or the windows would not meet again.
    const used = input.map((_, axis) => strides[axis]! * (output[axis]! - 1) + sizes[axis]!);
    const ends = used.map((length, axis) => length - pads[axis]! - input[axis]!);
    const cut = ends.map((count) => Math.min(count, 0));
    const kept = input.map((size, axis) => size + cut[axis]!);
    const cropped = grow(lowering, skipNan(lowering, x!), cut);
    const attributes = {
      ...window3DAttributes(window),
      pads: [...ends.map((count) => Math.max(count, 0)), ...pads.slice(0, 3)],
    };
    const [, indices] = lowering.ops('MaxPool', [backwards(lowering, cropped)], attributes, 2);
    const count = [batch, channels[0], ...output].reduce((product, size) => product * size, 1);
    const size = [batch, channels[0], ...kept].reduce((product, length) => product * length, 1);
    const flat = lowering.op(
      'ScatterElements',
      [
        lowering.op('Expand', [lowering.scalar(0), lowering.ints([size])]),
        lowering.reshape(indices!, [count]),
        lowering.reshape(backwards(lowering, dy!), [count]),
      ],
      { axis: 0, reduction: 'add' },
    );
    const dx = backwards(lowering, lowering.reshape(flat, [batch, channels[0], ...kept]));
    const whole = grow(
      lowering,
      dx,
      cut.map((less) => -less),
    );
    lowering.define(node.outputs[0]!, toChannelsLast(lowering, whole));
  },
};

/** Positions in reverse along depth, height and width. */
function backwards(lowering: Lowering, name: string): string {
  const [starts, ends, axes, steps] = [
    [-1, -1, -1],
    [-1e9, -1e9, -1e9],
    [2, 3, 4],
    [-1, -1, -1],
  ].map((values) => lowering.ints(values));
  return lowering.op('Slice', [name, starts!, ends!, axes!, steps!]);
}

/** Zeros behind the end of each axis of positions, or less of it. */
function grow(lowering: Lowering, name: string, ends: readonly number[]): string {
  return ends.every((count) => count === 0)
    ? name
    : lowering.op('Pad', [name, lowering.ints([0, 0, 0, 0, 0, 0, 0, ...ends])]);
}

/**
 * MaxPool3DGrad of TensorFlow.js: of equal greatest values the last one receives the gradient. Right for
 * oblong windows, too, where the cpu backend loses gradients.
 */
export const maxPool3DGrad = kernel<{ dy: TensorInfo; input: TensorInfo }, MaxPool3DGradAttrs>(
  'MaxPool3DGrad',
  {},
  ({ inputs: { dy, input }, attrs, backend }) => {
    const window = poolWindow3D(input.shape, attrs);
    if (window === null) return null;
    return backend.record(
      maxPool3DGradOp,
      [backend.use(dy), backend.use(input)],
      window,
      input.shape,
      'float32',
    );
  },
);

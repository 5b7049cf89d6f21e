import type { LazyOp } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { paddingAfter, type ConvGeometry } from './convGeometry.ts';
import { channelsFirst, channelsLast } from './imageForms.ts';
import { tapWindows } from './tapWindows.ts';

/** Gradient of a convolution with respect to its filter: inputs x, dy. */
export const filterGradientOp: LazyOp<{ geometry: ConvGeometry }> = {
  name: 'Conv2DBackpropFilter',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const [x, dy] = node.inputs;
    const dyName = channelsFirst(lowering, dy!, geometry.channelsFirst);
    const pointwise = geometry.kernel.every((count) => count === 1);
    const name =
      pointwise || geometry.dilations.some((step) => step > 1)
        ? columns(lowering, channelsFirst(lowering, x!, geometry.channelsFirst), dyName, geometry)
        : byConvolution(lowering, channelsLast(lowering, x!, geometry.channelsFirst), dyName, geometry);
    lowering.define(node.outputs[0]!, name);
  },
};

/** Positions that a product should run over at least; fewer of an image, and images are joined. */
const MIN_POSITIONS = 1024;

/**
 * dW[a,b,i,o] = sum over images and positions (p,q) of x[p+a, q+b, i] * dy[o, p, q] is itself a convolution:
 * of the channels-last image, read as one channel of width w * i, with dy as a filter whose taps lie i
 * apart. ONNX Runtime gathers the windows in cache, so nothing is copied before. Each image is a group;
 * where images are small, several become the channels of one.
 */
function byConvolution(lowering: Lowering, x: string, dy: string, geometry: ConvGeometry): string {
  const { batch, input, output, channels, kernel, strides, pads } = geometry;
  const [inputs, outputs] = channels;
  const positions = output[0] * output[1];
  const joined = divisors(batch).find((count) => count * positions >= MIN_POSITIONS) ?? batch;
  const groups = batch / joined;
  const filter =
    joined === 1
      ? dy
      : lowering.transpose(lowering.reshape(dy, [groups, joined, outputs, positions]), [0, 2, 1, 3]);
  const after = paddingAfter(geometry);
  // A stride that does not come out even leaves positions at the end that no filter met.
  const size = [0, 1].map((axis) => input[axis]! + Math.min(0, after[axis]!)) as [number, number];
  const products = lowering.op(
    'Conv',
    [
      lowering.reshape(crop(lowering, x, geometry, size), [1, batch, size[0], size[1] * inputs]),
      lowering.reshape(filter, [groups * outputs, joined, ...output]),
    ],
    {
      group: groups,
      kernel_shape: output,
      strides: [1, 1],
      dilations: [strides[0], strides[1] * inputs],
      pads: [pads[0], pads[1] * inputs, Math.max(0, after[0]), Math.max(0, after[1]) * inputs],
    },
  );
  const split = lowering.reshape(products, [groups, outputs, kernel[0] * kernel[1] * inputs]);
  const total = groups === 1 ? split : lowering.op('ReduceSum', [split, lowering.ints([0])], { keepdims: 0 });
  const flat = lowering.reshape(total, [outputs, kernel[0] * kernel[1] * inputs]);
  return lowering.reshape(lowering.transpose(flat, [1, 0]), [...kernel, inputs, outputs]);
}

function crop(
  lowering: Lowering,
  x: string,
  { input }: ConvGeometry,
  size: readonly [number, number],
): string {
  if (size[0] === input[0] && size[1] === input[1]) return x;
  return lowering.op('Slice', [x, lowering.ints([0, 0]), lowering.ints(size), lowering.ints([1, 2])]);
}

function divisors(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((divisor) => count % divisor === 0);
}

/** Dilated and 1×1 filters: a matrix of all taps (im2col) times dy. */
function columns(lowering: Lowering, x: string, dy: string, geometry: ConvGeometry): string {
  const { batch, output, channels, kernel } = geometry;
  const taps = tapWindows(lowering, x, geometry);
  const rows = taps.length * channels[0];
  const positions = output[0] * output[1];
  const joined = taps.length === 1 ? taps[0]! : lowering.op('Concat', taps, { axis: 1 });
  const total = sumOfProducts(
    lowering,
    [lowering.reshape(joined, [batch, rows, positions]), rows],
    [lowering.reshape(dy, [batch, channels[1], positions]), channels[1]],
    batch,
    positions,
  );
  return lowering.reshape(total, [...kernel, channels[0], channels[1]]);
}

/** Sum over images of a · bᵀ, for a [batch, rows, positions] and b [batch, columns, positions]. */
function sumOfProducts(
  lowering: Lowering,
  [a, rows]: readonly [string, number],
  [b, columns]: readonly [string, number],
  batch: number,
  positions: number,
): string {
  const product = (x: string, y: string): string =>
    lowering.op('FusedMatMul', [x, y], { transB: 1 }, 'com.microsoft');
  if (batch * rows * columns > (rows + columns) * batch * positions) {
    // Many channels on few positions: moving the images next to the positions costs less than a product for each.
    const joined = ([a, b] as const).map((name, which) =>
      lowering.reshape(lowering.transpose(name, [1, 0, 2]), [
        which === 0 ? rows : columns,
        batch * positions,
      ]),
    );
    return product(joined[0]!, joined[1]!);
  }
  return lowering.op('ReduceSum', [product(a, b), lowering.ints([0])], { keepdims: 0 });
}

import type { LazyOp } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import type { ConvGeometry } from './convGeometry.ts';
import { channelsFirst } from './imageForms.ts';

/** Gradient of a convolution with respect to its filter: inputs x, dy. */
export const filterGradientOp: LazyOp<{ geometry: ConvGeometry }> = {
  name: 'Conv2DBackpropFilter',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const [x, dy] = node.inputs.map((value) => channelsFirst(lowering, value, geometry.channelsFirst));
    const unit = [...geometry.strides, ...geometry.dilations].every((step) => step === 1);
    const few = geometry.channels[0] <= FEW_CHANNELS;
    const name =
      unit && !few && geometry.kernel[0] > 1
        ? splitShifts(lowering, x!, dy!, geometry)
        : columns(lowering, x!, dy!, geometry);
    lowering.define(node.outputs[0]!, name);
  },
};

/** Up to here one matrix of columns is small enough to build. */
const FEW_CHANNELS = 4;

/**
 * dW[a,b] = sum over images and positions of x shifted by (a, b) times dy. The shift down is put on
 * dy and the shift across on x, so that kh + kw shifted copies do instead of kh * kw, and one batched
 * product gives all taps.
 */
function splitShifts(lowering: Lowering, x: string, dy: string, geometry: ConvGeometry): string {
  const { batch, input, output, channels, kernel } = geometry;
  const copies = batch * input[0] * output[1] * (kernel[1] * channels[0] + kernel[0] * channels[1]);
  const parts =
    [1, 2, 4, 8].find((count) => copies / count <= lowering.plan.workspace || batch % (count * 2) !== 0) ?? 8;
  if (parts === 1) return splitShiftsOfPart(lowering, x, dy, geometry);
  // In parts of the batch the shifted copies take less memory, for one pass more over x and dy.
  const [xs, dys] = [x, dy].map((name) =>
    lowering.ops('Split', [name], { axis: 0, num_outputs: parts }, parts),
  );
  return xs!
    .map((part, index) =>
      splitShiftsOfPart(lowering, part, dys![index]!, { ...geometry, batch: batch / parts }),
    )
    .reduce((total, part) => lowering.op('Add', [total, part]));
}

function splitShiftsOfPart(lowering: Lowering, x: string, dy: string, geometry: ConvGeometry): string {
  const { batch, input, output, channels, kernel, pads } = geometry;
  const [inChannels, outChannels] = channels;
  const positions = input[0] * output[1];
  const across = Array.from({ length: kernel[1] }, (_, tap) =>
    shift(lowering, x, [0, pads[1] - tap], [0, output[1] - input[1] - pads[1] + tap]),
  );
  const down = Array.from({ length: kernel[0] }, (_, tap) =>
    shift(lowering, dy, [tap - pads[0], 0], [input[0] - output[0] + pads[0] - tap, 0]),
  );
  const xs = lowering.reshape(concatChannels(lowering, across), [batch, kernel[1] * inChannels, positions]);
  const dys = lowering.reshape(concatChannels(lowering, down), [batch, kernel[0] * outChannels, positions]);
  const total = sumOfProducts(
    lowering,
    [xs, kernel[1] * inChannels],
    [dys, kernel[0] * outChannels],
    batch,
    positions,
  );
  return lowering.transpose(
    lowering.reshape(total, [kernel[1], inChannels, kernel[0], outChannels]),
    [2, 0, 1, 3],
  );
}

/** The general case: a matrix of all taps (im2col) times dy. */
function columns(lowering: Lowering, x: string, dy: string, geometry: ConvGeometry): string {
  const { batch, output, channels, kernel } = geometry;
  const taps = tapWindows(lowering, x, geometry);
  const positions = output[0] * output[1];
  const xs = lowering.reshape(concatChannels(lowering, taps), [batch, taps.length * channels[0], positions]);
  const dys = lowering.reshape(dy, [batch, channels[1], positions]);
  const total = sumOfProducts(
    lowering,
    [xs, taps.length * channels[0]],
    [dys, channels[1]],
    batch,
    positions,
  );
  return lowering.reshape(total, [...kernel, channels[0], channels[1]]);
}

/** For each tap of the filter, row by row, the part of the padded x that it meets, one value an output position. */
export function tapWindows(
  lowering: Lowering,
  x: string,
  { input, output, kernel, strides, dilations, pads }: ConvGeometry,
): string[] {
  const taps: string[] = [];
  for (let down = 0; down < kernel[0]; down++) {
    for (let across = 0; across < kernel[1]; across++) {
      const start = [down * dilations[0] - pads[0], across * dilations[1] - pads[1]];
      const span = [0, 1].map((axis) => strides[axis]! * (output[axis]! - 1) + 1);
      const end = [0, 1].map((axis) => start[axis]! + span[axis]! - input[axis]!);
      const window = shift(lowering, x, [-start[0]!, -start[1]!], [end[0]!, end[1]!]);
      taps.push(strides.every((step) => step === 1) ? window : everyNth(lowering, window, span, strides));
    }
  }
  return taps;
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

/** Grows (or, for negative counts, crops) the two position axes with zeros. */
function shift(
  lowering: Lowering,
  name: string,
  begin: readonly [number, number],
  end: readonly [number, number],
): string {
  if ([...begin, ...end].every((count) => count === 0)) return name;
  return lowering.op('Pad', [name, lowering.ints([0, 0, ...begin, 0, 0, ...end])]);
}

function everyNth(
  lowering: Lowering,
  name: string,
  span: readonly number[],
  strides: readonly number[],
): string {
  return lowering.op('Slice', [
    name,
    lowering.ints([0, 0]),
    lowering.ints(span),
    lowering.ints([2, 3]),
    lowering.ints(strides),
  ]);
}

function concatChannels(lowering: Lowering, names: readonly string[]): string {
  return names.length === 1 ? names[0]! : lowering.op('Concat', names, { axis: 1 });
}

import { NCHWC, type Layout } from '../graph/convertLayout.ts';
import type { LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import type { OnnxAttribute } from '../onnx/OnnxModelBuilder.ts';

/** A filter in [height, width, first, second] order and which of the two channel axes is the input's. */
export interface FilterSource {
  /** Name of the tensor. */
  readonly name: string;
  /** Its dimensions. */
  readonly shape: readonly [number, number, number, number];
  /** Axis of the input channels, 2 or 3; the other one holds the output channels. */
  readonly inputAxis: 2 | 3;
}

/** An image tensor in a layout. */
export interface Image {
  /** Name of the tensor. */
  readonly name: string;
  /** How it lies. */
  readonly layout: Layout;
}

/**
 * A convolution of a channels-last value with weights that change from run to run. ONNX Runtime's Conv
 * takes its fast blocked kernels only for constant weights, so they are addressed directly where the
 * probe of this machine says so; weights are blocked in the graph, images stay blocked.
 */
export function convolution(
  lowering: Lowering,
  x: LazyValue,
  filter: FilterSource,
  attributes: Readonly<Record<string, OnnxAttribute>>,
  bias?: string,
  relu = false,
): Image {
  const { inputAxis, shape } = filter;
  const outputAxis = inputAxis === 2 ? 3 : 2;
  const [inputs, outputs] = [shape[inputAxis], shape[outputAxis]];
  const addend = bias === undefined ? [] : [bias];
  const few = inputs < lowering.block;
  if (!lowering.isBlockable(outputs) || !(few || lowering.isBlockable(inputs))) {
    return {
      name: plainConvolution(lowering, lowering.nchw(x), filter, attributes, bias, relu),
      layout: 'nchw',
    };
  }
  // Images of fewer channels than a block are read channels first.
  const image = lowering.form(x, few ? 'nchw' : 'blocked');
  const weights = blockFilter(lowering, filter, few ? 1 : lowering.block);
  const name = blockedConv(lowering, [image, weights, ...addend], { group: 1, ...attributes }, relu);
  return { name, layout: 'blocked' };
}

/** The blocked convolution operator. */
export function blockedConv(
  lowering: Lowering,
  operands: readonly string[],
  attributes: Readonly<Record<string, OnnxAttribute>>,
  relu: boolean,
): string {
  return lowering.op('Conv', operands, relu ? { ...attributes, activation: 'Relu' } : attributes, NCHWC);
}

/** The standard convolution of a channels-first image. */
export function plainConvolution(
  lowering: Lowering,
  x: string,
  { name, inputAxis }: FilterSource,
  attributes: Readonly<Record<string, OnnxAttribute>>,
  bias?: string,
  relu = false,
): string {
  const weights = lowering.transpose(name, [inputAxis === 2 ? 3 : 2, inputAxis, 0, 1]);
  const result = lowering.op('Conv', [x, weights, ...(bias === undefined ? [] : [bias])], attributes);
  return relu ? lowering.op('Relu', [result]) : result;
}

/** [out / block, in / inBlock, height, width, inBlock, block], under the shape [out, in, height, width]. */
function blockFilter(
  lowering: Lowering,
  { name, shape, inputAxis }: FilterSource,
  inputBlock: number,
): string {
  const [height, width, first, second] = shape;
  const [inputs, outputs] = inputAxis === 2 ? [first, second] : [second, first];
  const { block } = lowering;
  const taps = height * width;
  // ONNX Runtime's reorders use all threads; what is left moves whole blocks.
  if (inputAxis === 3) {
    const blocked = lowering.op(
      'ReorderInput',
      [lowering.reshape(name, [taps, first, 1, second])],
      {},
      NCHWC,
    );
    const split = lowering.reshape(blocked, [taps, first / block, second / inputBlock, inputBlock * block]);
    return lowering.reshape(lowering.transpose(split, [1, 2, 0, 3]), [outputs, inputs, height, width]);
  }
  const rows = lowering.reshape(name, [1, 1, taps * first, second]);
  const blocked = lowering.op('ReorderInput', [rows], { channels_last: 1 }, NCHWC);
  const split = lowering.reshape(blocked, [second / block, taps, first / inputBlock, inputBlock * block]);
  return lowering.reshape(lowering.transpose(split, [0, 2, 1, 3]), [outputs, inputs, height, width]);
}

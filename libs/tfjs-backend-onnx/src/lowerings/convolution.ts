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
): Image {
  const { inputAxis, shape } = filter;
  const outputAxis = inputAxis === 2 ? 3 : 2;
  const [inputs, outputs] = [shape[inputAxis], shape[outputAxis]];
  const addend = bias === undefined ? [] : [bias];
  const few = inputs < lowering.block;
  if (!lowering.isBlockable(outputs) || !(few || lowering.isBlockable(inputs))) {
    return {
      name: plainConvolution(lowering, lowering.nchw(x), filter, attributes, bias),
      layout: 'nchw',
    };
  }
  // Images of fewer channels than a block are read channels first.
  const image = lowering.form(x, few ? 'nchw' : 'blocked');
  const weights = blockFilter(lowering, filter, few ? 1 : lowering.block);
  const name = lowering.op('Conv', [image, weights, ...addend], { group: 1, ...attributes }, NCHWC);
  return { name, layout: 'blocked' };
}

/** The standard convolution of a channels-first image. */
export function plainConvolution(
  lowering: Lowering,
  x: string,
  { name, inputAxis }: FilterSource,
  attributes: Readonly<Record<string, OnnxAttribute>>,
  bias?: string,
): string {
  const weights = lowering.transpose(name, [inputAxis === 2 ? 3 : 2, inputAxis, 0, 1]);
  return lowering.op('Conv', [x, weights, ...(bias === undefined ? [] : [bias])], attributes);
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
  // Exchanging the channels first is a fast special case; then rows of a block move as a whole.
  const ordered =
    inputAxis === 2
      ? name
      : lowering.transpose(lowering.reshape(name, [height * width, first, second]), [0, 2, 1]);
  const split = lowering.reshape(ordered, [
    height * width,
    inputs / inputBlock,
    inputBlock,
    outputs / block,
    block,
  ]);
  return lowering.reshape(lowering.transpose(split, [3, 1, 0, 2, 4]), [outputs, inputs, height, width]);
}

import type { Lowering } from '../graph/Lowering.ts';
import type { OnnxAttribute } from '../onnx/OnnxModelBuilder.ts';

/** The domain of ONNX Runtime's blocked operators: [n, c / block, h, w, block] in memory. */
export const NCHWC = 'com.microsoft.nchwc';

/** A filter in [height, width, first, second] order and which of the two channel axes is the input's. */
export interface FilterSource {
  /** Name of the tensor. */
  readonly name: string;
  /** Its dimensions. */
  readonly shape: readonly [number, number, number, number];
  /** Axis of the input channels, 2 or 3; the other one holds the output channels. */
  readonly inputAxis: 2 | 3;
}

/**
 * A convolution of channels-first images with weights that change from run to run. ONNX Runtime's Conv
 * takes its fast blocked kernels only for constant weights, so they are addressed directly where the
 * probe of this machine says so; weights are blocked in the graph.
 */
export function convolution(
  lowering: Lowering,
  x: string,
  filter: FilterSource,
  attributes: Readonly<Record<string, OnnxAttribute>>,
  bias?: string,
): string {
  const { inputAxis, shape, name } = filter;
  const outputAxis = inputAxis === 2 ? 3 : 2;
  const [inputs, outputs] = [shape[inputAxis], shape[outputAxis]];
  const addend = bias === undefined ? [] : [bias];
  const block = lowering.constantWeights || lowering.small ? 0 : lowering.plan.blockSize;
  if (block > 0 && inputs % block === 0 && outputs % block === 0) {
    const weights = blockFilter(lowering, filter, block);
    const blocked = lowering.op('ReorderInput', [x], {}, NCHWC);
    const result = lowering.op('Conv', [blocked, weights, ...addend], { group: 1, ...attributes }, NCHWC);
    return lowering.op('ReorderOutput', [result], { channels: outputs }, NCHWC);
  }
  return lowering.op(
    'Conv',
    [x, lowering.transpose(name, [outputAxis, inputAxis, 0, 1]), ...addend],
    attributes,
  );
}

/** [out / block, in / block, height, width, in of block, out of block], under the shape [out, in, height, width]. */
function blockFilter(lowering: Lowering, { name, shape, inputAxis }: FilterSource, block: number): string {
  const [height, width, first, second] = shape;
  const split = lowering.reshape(name, [height, width, first / block, block, second / block, block]);
  const perm = inputAxis === 2 ? [4, 2, 0, 1, 3, 5] : [2, 4, 0, 1, 5, 3];
  const [inputs, outputs] = inputAxis === 2 ? [first, second] : [second, first];
  return lowering.reshape(lowering.transpose(split, perm), [outputs, inputs, height, width]);
}

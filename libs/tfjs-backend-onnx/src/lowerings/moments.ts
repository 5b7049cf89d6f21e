import type { LazyNode, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { shared } from './conv2d.ts';

/**
 * x - mean for a rank-4 x and one mean a channel, channels first. Variance, normalisation and its
 * gradient all use it: one pass more than raw sums of squares, but nothing cancels.
 */
export function centred(lowering: Lowering, x: LazyValue, mean: LazyValue): string {
  return shared(lowering, centredKey(x, mean), () => {
    const channels = x.shape[3]!;
    const negated = lowering.op('Neg', [lowering.reshape(lowering.plain(mean), [channels])]);
    const ones = lowering.op('Expand', [lowering.scalar(1), lowering.ints([channels, 1, 1, 1])]);
    return scaleShift(lowering, lowering.nchw(x), ones, negated, channels);
  });
}

/** Whether {@link centred} was already made in this graph. */
export function hasCentred(lowering: Lowering, x: LazyValue, mean: LazyValue): boolean {
  return lowering.shared.has(centredKey(x, mean));
}

function centredKey(x: LazyValue, mean: LazyValue): string {
  return `centred ${x.id} ${statisticsSource(mean).id}`;
}

/** The value behind reshapes: TensorFlow.js reshapes statistics between [c] and [1, 1, 1, c]. */
export function statisticsSource(value: LazyValue): LazyValue {
  let source = value;
  while (source.node !== null && source.node.op.name === 'Reshape') source = source.node.inputs[0]!;
  return source;
}

/** factor[c] * x + addend[c] (and relu of it), as a grouped 1×1 convolution: one pass where Mul and Add take two. */
export function scaleShift(
  lowering: Lowering,
  x: string,
  factors: string,
  addend: string,
  channels: number,
  relu = false,
): string {
  const attributes = { group: channels, kernel_shape: [1, 1] };
  return relu
    ? lowering.op('FusedConv', [x, factors, addend], { ...attributes, activation: 'Relu' }, 'com.microsoft')
    : lowering.op('Conv', [x, factors, addend], attributes);
}

/** Sum over images and positions of a * b for each channel, [channels]; a and b are channels first. */
export function channelDot(lowering: Lowering, a: string, b: string, shape: readonly number[]): string {
  const [n, h, w, c] = shape as [number, number, number, number];
  const rows = [a, b].map((name) => lowering.reshape(name, [n * c, 1, h * w]));
  const products = lowering.op('FusedMatMul', rows, { transB: 1 }, 'com.microsoft');
  return lowering.op('ReduceSum', [lowering.reshape(products, [n, c]), lowering.ints([0])], { keepdims: 0 });
}

/** Sum over images and positions for each channel, [channels]; x is channels first. */
export function channelSum(lowering: Lowering, x: string): string {
  const rows = lowering.op('ReduceSum', [x, lowering.ints([2, 3])], { keepdims: 0 });
  return lowering.op('ReduceSum', [rows, lowering.ints([0])], { keepdims: 0 });
}

/** x and mean where a value is (x - mean)² with one mean a channel: the inside of a variance. */
export function squaredDeviation(value: LazyValue): { x: LazyValue; mean: LazyValue } | null {
  const square = value.node;
  const difference: LazyNode | null | undefined =
    square?.op.name === 'SquaredDifference'
      ? square
      : square?.op.name === 'Square'
        ? square.inputs[0]!.node
        : null;
  if (
    difference === null ||
    difference === undefined ||
    !['Sub', 'SquaredDifference'].includes(difference.op.name)
  )
    return null;
  const [x, mean] = difference.inputs as [LazyValue, LazyValue];
  const channels = value.shape[3];
  const perChannel =
    mean.shape[mean.shape.length - 1] === channels && mean.shape.slice(0, -1).every((size) => size === 1);
  return x.shape.length === 4 && x.dtype === 'float32' && perChannel ? { x, mean } : null;
}

import { NCHWC, type Layout } from '../graph/convertLayout.ts';
import type { LazyNode, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { shared } from './conv2d.ts';

/** The layout in which a value is normalised: as it came from a convolution. */
export function imageLayout(lowering: Lowering, x: LazyValue): ImageLayout {
  return lowering.layoutOf(x) === 'blocked' ? 'blocked' : 'nchw';
}

/** The layouts of {@link imageLayout}. */
export type ImageLayout = Exclude<Layout, 'plain'>;

/**
 * x - mean for a rank-4 x and one mean a channel, in the layout of {@link imageLayout}. Variance,
 * normalisation and its gradient all use it: one pass more than raw sums of squares, but nothing cancels.
 */
export function centred(lowering: Lowering, x: LazyValue, mean: LazyValue): string {
  return shared(lowering, centredKey(x, mean), () => {
    const channels = x.shape[3]!;
    const layout = imageLayout(lowering, x);
    const addend = lowering.op('Neg', [lowering.reshape(lowering.plain(mean), [channels])]);
    const factors = lowering.op('Expand', [lowering.scalar(1), lowering.ints([channels])]);
    return scaleShift(lowering, { name: lowering.form(x, layout), layout }, { factors, addend, channels });
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

/** What {@link scaleShift} does to each channel. */
export interface ScaleShift {
  /** Name of the factors, [channels]. */
  readonly factors: string;
  /** Name of the addends, [channels]. */
  readonly addend: string;
  /** Number of channels. */
  readonly channels: number;
  /** Whether relu follows. */
  readonly relu?: boolean;
  /** Name of an image that is added, in the layout of x. */
  readonly plus?: string;
}

/**
 * factor[c] * x + addend[c] + plus (and relu of it), as a grouped 1×1 convolution: one pass where
 * elementwise operators take two or three.
 */
export function scaleShift(
  lowering: Lowering,
  x: { readonly name: string; readonly layout: ImageLayout },
  { factors, addend, channels, relu = false, plus }: ScaleShift,
): string {
  const weights = lowering.reshape(factors, [channels, 1, 1, 1]);
  const inputs = [x.name, weights, addend, ...(plus === undefined ? [] : [plus])];
  const attributes = {
    group: channels,
    kernel_shape: [1, 1],
    ...(relu ? { activation: 'Relu' } : {}),
  };
  if (x.layout === 'blocked') return lowering.op('Conv', inputs, attributes, NCHWC);
  const fused = relu || plus !== undefined;
  return fused
    ? lowering.op('FusedConv', inputs, attributes, 'com.microsoft')
    : lowering.op('Conv', inputs, attributes);
}

/** Positions from which on {@link channelDot} avoids a pass over memory. */
const LARGE_IMAGE = 4096;

/** Sum over images and positions of a * b for each channel, [channels]; both lie in the layout. */
export function channelDot(
  lowering: Lowering,
  a: string,
  b: string,
  shape: readonly number[],
  layout: ImageLayout,
): string {
  const [n, h, w, c] = shape as [number, number, number, number];
  if (layout === 'blocked') {
    const { block } = lowering;
    // Of small images the products stay in cache. Of large ones, each lane with itself is the diagonal of a
    // small matrix product, which writes nothing else.
    if (h * w < LARGE_IMAGE) return channelSum(lowering, lowering.op('Mul', [a, b]), shape, layout);
    const rows = [a, b].map((name) => lowering.reshape(name, [(n * c) / block, h * w, block]));
    const products = lowering.op('FusedMatMul', rows, { transA: 1 }, 'com.microsoft');
    const diagonal = lowering.op('Mul', [products, identity(lowering, block)]);
    const lanes = lowering.op('ReduceSum', [diagonal, lowering.ints([1])], { keepdims: 0 });
    return overImages(lowering, lowering.reshape(lanes, [n, c]));
  }
  const rows = [a, b].map((name) => lowering.reshape(name, [n * c, 1, h * w]));
  const products = lowering.op('FusedMatMul', rows, { transB: 1 }, 'com.microsoft');
  return overImages(lowering, lowering.reshape(products, [n, c]));
}

/** Sum over images and positions for each channel, [channels]. */
export function channelSum(
  lowering: Lowering,
  x: string,
  shape: readonly number[],
  layout: ImageLayout,
): string {
  const [n, h, w, c] = shape as [number, number, number, number];
  const { block } = lowering;
  const [lanes, axes] =
    layout === 'blocked' ? [lowering.reshape(x, [(n * c) / block, h * w, block]), [1]] : [x, [2, 3]];
  const rows = lowering.op('ReduceSum', [lanes, lowering.ints(axes)], { keepdims: 0 });
  return overImages(lowering, lowering.reshape(rows, [n, c]));
}

function overImages(lowering: Lowering, rows: string): string {
  return lowering.op('ReduceSum', [rows, lowering.ints([0])], { keepdims: 0 });
}

function identity(lowering: Lowering, size: number): string {
  return shared(lowering, `identity ${size}`, () =>
    lowering.floats(
      Float32Array.from({ length: size * size }, (_, index) => Number(index % (size + 1) === 0)),
      [size, size],
    ),
  );
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

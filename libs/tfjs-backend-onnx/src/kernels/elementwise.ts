import { backend_util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Layout } from '../graph/convertLayout.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { kernel, type KernelOptions, type OnnxKernel } from './kernel.ts';

/** Emits the ONNX operators of an elementwise operation on operands that broadcast together. */
export type EmitElementwise<A> = (
  lowering: Lowering,
  operands: readonly string[],
  attrs: A,
  node: LazyNode<A>,
) => string;

/** An operation whose output element depends on the elements at the same place, in any layout. */
export function elementwiseOp<A>(name: string, emit: EmitElementwise<A>, deferred = false): LazyOp<A> {
  return {
    name,
    deferred,
    lower(lowering, node) {
      const output = node.outputs[0]!;
      const inputs = withoutTiles(node.inputs, output.shape);
      const layout = elementwiseLayout(lowering, inputs, output.shape);
      const broadcast = inputs.some((value) => !sameShape(value.shape, output.shape) && !isSingle(value));
      const operands = inputs.map((value) => elementwiseOperand(lowering, value, layout, broadcast));
      const name = emit(lowering, operands, node.attrs, node);
      const [n, h, w, c] = output.shape as [number, number, number, number];
      const whole = layout === 'blocked' && broadcast ? lowering.reshape(name, [n, c, h, w]) : name;
      lowering.define(output, whole, layout);
    },
  };
}

/** The layout of the operands of the full shape; what came from a convolution decides. */
export function elementwiseLayout(
  lowering: Lowering,
  inputs: readonly LazyValue[],
  shape: readonly number[],
): Layout {
  if (shape.length !== 4) {
    for (const value of inputs) lowering.ensure(value);
    return 'plain';
  }
  const layouts = inputs.map((value) => {
    const layout = lowering.layoutOf(value);
    return sameShape(value.shape, shape) ? layout : 'plain';
  });
  return (['blocked', 'nchw'] as const).find((layout) => layouts.includes(layout)) ?? 'plain';
}

/** An operand in a layout, ready to broadcast against rank-4 tensors of that layout (rank 5 for blocked ones). */
function elementwiseOperand(
  lowering: Lowering,
  value: LazyValue,
  layout: Layout,
  broadcast: boolean,
): string {
  const { shape } = value;
  if (layout === 'plain' || isSingle(value)) return lowering.plain(value);
  if (layout === 'blocked') return broadcast ? blockedOperand(lowering, value) : lowering.form(value, layout);
  if (shape.length === 4) return lowering.nchw(value);
  const [n, h, w, c] = imageShape(shape);
  if (n * h * w === 1) return lowering.reshape(lowering.plain(value), [c, 1, 1]);
  return lowering.transpose(lowering.reshape(lowering.plain(value), [n, h, w, c]), [0, 3, 1, 2]);
}

/** [n, c / block, h, w, block], where each of n, h, w, c may be 1 to broadcast. */
function blockedOperand(lowering: Lowering, value: LazyValue): string {
  const [n, h, w, c] = imageShape(value.shape);
  const { block } = lowering;
  if (c === 1) return lowering.reshape(lowering.plain(value), [n, 1, h, w, 1]);
  const five = [n, c / block, h, w, block];
  if (h * w === 1) return lowering.reshape(lowering.plain(value), five);
  if (value.shape.length === 4) return lowering.reshape(lowering.form(value, 'blocked'), five);
  return lowering.transpose(
    lowering.reshape(lowering.plain(value), [n, h, w, c / block, block]),
    [0, 3, 1, 2, 4],
  );
}

function imageShape(shape: readonly number[]): [number, number, number, number] {
  return [...Array<number>(4 - shape.length).fill(1), ...shape] as [number, number, number, number];
}

function isSingle({ shape }: LazyValue): boolean {
  return shape.every((size) => size === 1);
}

/** Operands that were only tiled to the full shape broadcast by themselves, if another one has that shape. */
function withoutTiles(inputs: readonly LazyValue[], shape: readonly number[]): readonly LazyValue[] {
  const sources = inputs.map(tileSource);
  return sources.some((value) => sameShape(value.shape, shape)) ? sources : inputs;
}

/** What a value was tiled from, where tiling only repeated dimensions of size 1. */
function tileSource(value: LazyValue): LazyValue {
  const { node } = value;
  if (node === null || node.op.name !== 'Tile') return value;
  const source = node.inputs[0]!;
  return source.shape.every((size, axis) => size === 1 || size === value.shape[axis]) ? source : value;
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

interface UnaryOptions extends KernelOptions {
  /** Lowered only where its value is asked for. */
  readonly deferred?: boolean;
  /** Replaces the operation that `emit` would make. */
  readonly op?: LazyOp<object>;
  /** Element type of the output; that of the input by default. */
  readonly output?: LazyDtype;
}

/** A kernel of one input. */
export function unaryKernel<A = unknown>(
  kernelName: string,
  emit: (lowering: Lowering, x: string, attrs: A, node: LazyNode<A>) => string,
  options: UnaryOptions = {},
): OnnxKernel {
  const op = elementwiseOp<A>(
    kernelName,
    (lowering, [x], attrs, node) => emit(lowering, x!, attrs, node),
    options.deferred,
  );
  return kernel<{ x: TensorInfo }, A>(kernelName, options, ({ inputs: { x }, attrs, backend }) =>
    backend.record(
      op,
      [backend.use(x)],
      attrs ?? ({} as A),
      x.shape,
      options.output ?? (x.dtype as LazyDtype),
    ),
  );
}

/** A kernel of two inputs that broadcast. */
export function binaryKernel(
  kernelName: string,
  emit: (lowering: Lowering, a: string, b: string, node: LazyNode) => string,
  options: UnaryOptions = {},
): OnnxKernel {
  const op: LazyOp<object> =
    options.op ??
    elementwiseOp<object>(
      kernelName,
      (lowering, [a, b], _, node) => emit(lowering, a!, b!, node),
      options.deferred,
    );
  return kernel<{ a: TensorInfo; b: TensorInfo }>(kernelName, options, ({ inputs: { a, b }, backend }) => {
    if (a.dtype !== b.dtype) return null;
    const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    return backend.record(
      op,
      [backend.use(a), backend.use(b)],
      {},
      shape,
      options.output ?? (a.dtype as LazyDtype),
    );
  });
}

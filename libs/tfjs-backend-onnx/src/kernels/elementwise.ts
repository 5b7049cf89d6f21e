import { backend_util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Layout, Lowering } from '../graph/Lowering.ts';
import { kernel, type KernelOptions, type OnnxKernel } from './kernel.ts';

/** Emits the ONNX operators of an elementwise operation on operands that broadcast together. */
export type EmitElementwise<A> = (
  lowering: Lowering,
  operands: readonly string[],
  attrs: A,
  node: LazyNode<A>,
) => string;

/** An operation whose output element depends on the elements at the same place, in any memory order. */
export function elementwiseOp<A>(name: string, emit: EmitElementwise<A>, deferred = false): LazyOp<A> {
  return {
    name,
    deferred,
    lower(lowering, node) {
      const output = node.outputs[0]!;
      const inputs = withoutTiles(node.inputs, output.shape);
      for (const value of inputs) lowering.ensure(value);
      const layout = elementwiseLayout(lowering, inputs, output.shape);
      const operands = inputs.map((value) => elementwiseOperand(lowering, value, layout));
      lowering.define(output, emit(lowering, operands, node.attrs, node), layout);
    },
  };
}

/** Channels first, where an operand of the full shape exists only so. */
export function elementwiseLayout(
  lowering: Lowering,
  inputs: readonly LazyValue[],
  shape: readonly number[],
): Layout {
  if (shape.length !== 4) return 'plain';
  const full = inputs.filter((value) => sameShape(value.shape, shape));
  return full.some((value) => !lowering.has(value, 'plain') && lowering.has(value, 'nchw'))
    ? 'nchw'
    : 'plain';
}

/** An operand in a layout, ready to broadcast against rank-4 tensors of that layout. */
export function elementwiseOperand(lowering: Lowering, value: LazyValue, layout: Layout): string {
  const { shape } = value;
  if (layout === 'plain' || shape.every((size) => size === 1)) return lowering.plain(value);
  if (shape.length === 4) return lowering.nchw(value);
  const [n, h, w, c] = [...Array<number>(4 - shape.length).fill(1), ...shape] as [
    number,
    number,
    number,
    number,
  ];
  if (n * h * w === 1) return lowering.reshape(lowering.plain(value), [c, 1, 1]);
  return lowering.transpose(lowering.reshape(lowering.plain(value), [n, h, w, c]), [0, 3, 1, 2]);
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

import { backend_util, util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Layout } from '../graph/convertLayout.ts';
import type { LazyDtype, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { kernel, type KernelOptions, type OnnxKernel } from './kernel.ts';

interface ReduceAttrs {
  readonly axes: number[];
}

/** Emits a reduction of a tensor over axes that disappear. */
export type EmitReduction = (lowering: Lowering, x: string, axes: readonly number[]) => string;

/** One ONNX reduction operator. */
export function reduceWith(type: string): EmitReduction {
  return (lowering, x, axes) => lowering.op(type, [x, lowering.ints(axes)], { keepdims: 0 });
}

/** An operation that reduces over axes. Channels-first operands are reduced where they lie. */
export function reduceOp(name: string, emit: EmitReduction): LazyOp<ReduceAttrs> {
  return {
    name,
    lower(lowering, node) {
      const x = node.inputs[0]!;
      const { axes } = node.attrs;
      const output = node.outputs[0]!;
      const layout = lowering.layoutOf(x);
      const overPositions = axes.join() === '0,1,2' || axes.join() === '1,2' || axes.join() === '0,1,2,3';
      if (x.shape.length === 4 && overPositions && layout !== 'plain') {
        const rows = reducePositions(lowering, x, layout, emit);
        const rest = axes.length === 4 ? [0, 1] : axes.length === 3 ? [0] : [];
        lowering.define(
          output,
          lowering.reshape(rest.length === 0 ? rows : emit(lowering, rows, rest), output.shape),
        );
        return;
      }
      const plain = lowering.plain(x);
      lowering.define(
        output,
        axes.length === 0
          ? lowering.reshape(plain, output.shape)
          : lowering.reshape(emit(lowering, plain, axes), output.shape),
      );
    },
  };
}

/**
 * A reduction over the positions of a value that came from a convolution, [n, c]. Positions first, then
 * images: each step runs over contiguous memory.
 */
export function reducePositions(
  lowering: Lowering,
  x: LazyValue,
  layout: Layout,
  emit: EmitReduction,
): string {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  if (layout !== 'blocked') return emit(lowering, lowering.nchw(x), [2, 3]);
  const { block } = lowering;
  const rows = lowering.reshape(lowering.form(x, layout), [(n * c) / block, h * w, block]);
  return lowering.reshape(emit(lowering, rows, [1]), [n, c]);
}

/** A kernel that reduces over axes; `axisName` is its name of the axes attribute. */
export function reduceKernel(
  kernelName: string,
  axisName: 'axis' | 'reductionIndices',
  emit: EmitReduction,
  options: KernelOptions & { output?: LazyDtype; op?: LazyOp<{ axes: number[] }> } = {},
): OnnxKernel {
  const op = options.op ?? reduceOp(kernelName, emit);
  return kernel<{ x: TensorInfo }, Record<string, unknown>>(
    kernelName,
    options,
    ({ inputs: { x }, attrs, backend }) => {
      const axes = util.parseAxisParam(attrs[axisName] as number | number[], x.shape).sort((a, b) => a - b);
      const [outShape, reduceShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
      const shape = attrs['keepDims'] === true ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
      void reduceShape;
      return backend.record(op, [backend.use(x)], { axes }, shape, options.output ?? (x.dtype as LazyDtype));
    },
  );
}

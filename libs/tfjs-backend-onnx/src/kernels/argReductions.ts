import { util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel, type OnnxKernel } from './kernel.ts';

/** A kernel that gives the position of the greatest or smallest value along one axis. */
export function argKernel(kernelName: 'ArgMax' | 'ArgMin'): OnnxKernel {
  const op: LazyOp<{ axis: number }> = {
    name: kernelName,
    lower(lowering, node) {
      const { axis } = node.attrs;
      const x = lowering.plain(node.inputs[0]!);
      // JavaScript's comparison skips NaN (unless it comes first), so NaN must lose against everything.
      const worst = lowering.scalar(
        kernelName === 'ArgMax' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
      );
      const known = lowering.op('Where', [lowering.op('IsNaN', [x]), worst, x]);
      const found = lowering.cast(lowering.op(kernelName, [known], { axis, keepdims: 0 }), 'int32');
      const first = lowering.op('Slice', [x, lowering.ints([0]), lowering.ints([1]), lowering.ints([axis])]);
      const startsWithNan = lowering.reshape(lowering.op('IsNaN', [first]), node.outputs[0]!.shape);
      lowering.define(
        node.outputs[0]!,
        lowering.op('Where', [
          startsWithNan,
          lowering.scalar(0, 'int32'),
          lowering.reshape(found, node.outputs[0]!.shape),
        ]),
      );
    },
  };
  return kernel<{ x: TensorInfo }, { axis: number }>(kernelName, {}, ({ inputs: { x }, attrs, backend }) => {
    if (x.shape.length === 0) return null;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const shape = x.shape.filter((_, which) => which !== axis);
    return backend.record(op, [backend.use(x)], { axis }, shape, 'int32');
  });
}

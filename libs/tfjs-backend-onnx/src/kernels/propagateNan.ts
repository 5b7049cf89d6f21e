import type { EmitReduction } from './reductions.ts';

/** A reduction that is NaN where any of its elements is; ONNX Runtime's greatest and smallest skip some. */
export function propagateNan(emit: EmitReduction): EmitReduction {
  return (lowering, x, axes) => {
    const flags = lowering.cast(lowering.op('IsNaN', [x]), 'float32');
    const anyNan = lowering.op('Greater', [
      lowering.op('ReduceMax', [flags, lowering.ints(axes)], { keepdims: 0 }),
      lowering.scalar(0),
    ]);
    return lowering.op('Where', [anyNan, lowering.scalar(Number.NaN), emit(lowering, x, axes)]);
  };
}

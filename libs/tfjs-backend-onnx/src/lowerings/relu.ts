import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { elementwiseOp } from '../kernels/elementwise.ts';
import { batchNormOp, lowerBatchNorm, type BatchNormNodeAttrs } from './batchNorm.ts';

const general = elementwiseOp<object>('Relu', (lowering, [x]) => lowering.op('Relu', [x!]));

/** max(x, 0); a batch normalisation that only feeds it is computed in the same pass. */
export const reluOp: LazyOp<object> = {
  name: 'Relu',
  lower(lowering, node) {
    const [x] = node.inputs as [LazyValue];
    const made = x.node;
    if (
      made === null ||
      made.op !== (batchNormOp as LazyOp) ||
      lowering.isLowered(made) ||
      !onlyFeedsRelu(lowering, x)
    ) {
      general.lower(lowering, node);
      return;
    }
    lowerBatchNorm(lowering, made as LazyNode<BatchNormNodeAttrs>, node.outputs[0]!, true);
  },
};

/** Step(x) for the gradient of relu is answered from relu's output, so it does not need x. */
function onlyFeedsRelu(lowering: Lowering, x: LazyValue): boolean {
  return (
    !lowering.isOutput(x) &&
    lowering
      .consumers(x)
      .every((node) => node.op.name === 'Relu' || (node.op.name === 'Step' && onlyMasks(lowering, node)))
  );
}

function onlyMasks(lowering: Lowering, step: LazyNode): boolean {
  const output = step.outputs[0]!;
  return (
    !lowering.isOutput(output) &&
    isReluMask(output) &&
    lowering.consumers(output).every(({ op }) => op.name === 'Multiply')
  );
}

/** Whether a value is 1 where something is positive and 0 elsewhere. */
export function isReluMask(value: LazyValue): boolean {
  return value.node?.op.name === 'Step' && ((value.node.attrs as { alpha?: number }).alpha ?? 0) === 0;
}

/** What a relu mask may be computed from: the output of relu where there is one, which is kept anyway. */
export function maskSource(lowering: Lowering, mask: LazyValue): LazyValue {
  const [x] = mask.node!.inputs as [LazyValue];
  const relu = lowering.consumers(x).find(({ op }) => op.name === 'Relu');
  return relu === undefined ? x : relu.outputs[0]!;
}

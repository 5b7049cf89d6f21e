import { broadcast_util, util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyNode, LazyOp } from '../graph/lazy.ts';
import type { LazyBackend } from '../LazyBackend.ts';
import { applyActivation, type ActivationAttrs } from './activation.ts';

/** Attributes of a recorded matrix product. */
export interface MatMulAttrs extends ActivationAttrs {
  /** Transpose the last two dimensions of a. */
  readonly transposeA: boolean;
  /** Transpose the last two dimensions of b. */
  readonly transposeB: boolean;
  /** Whether a bias follows a and b. */
  readonly bias: boolean;
}

/** Matrix product with optional bias and activation: inputs a, b, bias?, prelu weights?. */
export const matMulOp: LazyOp<MatMulAttrs> = {
  name: 'MatMul',
  lower(lowering, node: LazyNode<MatMulAttrs>) {
    const { attrs } = node;
    const [a, b, ...rest] = node.inputs.map((value) => lowering.plain(value));
    const transposed = attrs.transposeA || attrs.transposeB;
    let name = transposed
      ? lowering.op(
          'FusedMatMul',
          [a!, b!],
          { transA: Number(attrs.transposeA), transB: Number(attrs.transposeB) },
          'com.microsoft',
        )
      : lowering.op('MatMul', [a!, b!]);
    if (attrs.bias) name = lowering.op('Add', [name, rest.shift()!]);
    lowering.define(node.outputs[0]!, applyActivation(lowering, name, attrs, rest[0]));
  },
};

/** Checks the shapes of a matrix product and records it. */
export function recordMatMul(
  backend: LazyBackend,
  a: TensorInfo,
  b: TensorInfo,
  extra: readonly TensorInfo[],
  attrs: MatMulAttrs,
): TensorInfo {
  const [aRank, bRank] = [a.shape.length, b.shape.length];
  const inner = [
    attrs.transposeA ? a.shape[aRank - 2]! : a.shape[aRank - 1]!,
    attrs.transposeB ? b.shape[bRank - 1]! : b.shape[bRank - 2]!,
  ];
  const outer = [
    attrs.transposeA ? a.shape[aRank - 1]! : a.shape[aRank - 2]!,
    attrs.transposeB ? b.shape[bRank - 2]! : b.shape[bRank - 1]!,
  ];
  util.assert(
    inner[0] === inner[1],
    () =>
      `Error in matMul: inner shapes (${inner[0]}) and (${inner[1]}) of Tensors with shapes ${a.shape} and ${b.shape} ` +
      `and transposeA=${attrs.transposeA} and transposeB=${attrs.transposeB} must match.`,
  );
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const inputs = [a, b, ...extra].map((info) => backend.use(info));
  return backend.record(matMulOp, inputs, attrs, [...batch, ...outer], 'float32');
}

import { backend_util, util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyBackend } from '../LazyBackend.ts';

type Rule = (
  backend: LazyBackend,
  inputs: Record<string, TensorInfo>,
  attrs: Record<string, unknown>,
) => TensorInfo | null;

const same: Rule = (backend, { x }) => backend.zeros(x!.shape);

/** The other operand of a sum, where it already has the shape of the result. */
function other(backend: LazyBackend, zero: TensorInfo, rest: TensorInfo): TensorInfo | null {
  const shape = backend_util.assertAndGetBroadcastShape(zero.shape, rest.shape);
  return util.arraysEqual(shape, rest.shape) && rest.dtype === zero.dtype ? backend.share(rest) : null;
}

const product: Rule = (backend, { a, b }) =>
  backend.zeros(backend_util.assertAndGetBroadcastShape(a!.shape, b!.shape));

const sum: Rule = (backend, { a, b }) =>
  backend.isZero(a!) ? other(backend, a!, b!) : other(backend, b!, a!);

const reduction: Rule = (backend, { x }, { axis, keepDims }) => {
  const axes = util.parseAxisParam(axis as number | number[], x!.shape);
  const [shape] = backend_util.computeOutAndReduceShapes(x!.shape, axes);
  return backend.zeros(keepDims === true ? backend_util.expandShapeToKeepDim(shape, axes) : shape);
};

const RULES: Readonly<Record<string, Rule>> = {
  Multiply: product,
  RealDiv: (backend, inputs, attrs) =>
    backend.isZero(inputs['a']!) ? product(backend, inputs, attrs) : null,
  Add: sum,
  Sub: (backend, { a, b }) => (backend.isZero(b!) ? other(backend, b!, a!) : null),
  AddN(backend, inputs) {
    const rest = Object.values(inputs).filter((info) => !backend.isZero(info));
    return rest.length === 0
      ? backend.zeros(inputs[0]!.shape)
      : rest.length === 1
        ? backend.share(rest[0]!)
        : null;
  },
  Neg: same,
  Sum: reduction,
  Mean: reduction,
  Tile: (backend, { x }, { reps }) =>
    backend.zeros(x!.shape.map((size, axis) => size * (reps as number[])[axis]!)),
};

/**
 * The result of a kernel that reads a structural zero, without computing anything; null where no rule
 * applies. A gradient in closed form contains what other paths would add, so those paths carry zeros.
 */
export function zeroResult(
  backend: LazyBackend,
  kernelName: string,
  inputs: Record<string, TensorInfo>,
  attrs: unknown,
): TensorInfo | null {
  const rule = RULES[kernelName];
  if (rule === undefined) return null;
  for (const name in inputs) {
    const info = inputs[name];
    if (info !== null && info !== undefined && backend.isZero(info))
      return rule(backend, inputs, (attrs ?? {}) as Record<string, unknown>);
  }
  return null;
}

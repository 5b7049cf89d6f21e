import { backend_util, util } from '@tensorflow/tfjs-core';
import type { EinsumAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const einsumOp: LazyOp<{ equation: string }> = {
  name: 'Einsum',
  lower(lowering, node) {
    const inputs = node.inputs.map((value) => lowering.plain(value));
    const name = lowering.op('Einsum', inputs, { equation: node.attrs.equation });
    lowering.define(node.outputs[0]!, lowering.reshape(name, node.outputs[0]!.shape));
  },
};

/** Einsum of TensorFlow.js, whose checks it keeps. */
export const einsum = kernel<TensorInfo[], EinsumAttrs>('Einsum', {}, ({ inputs, attrs, backend }) => {
  const tensors = Object.values(inputs);
  const equation = attrs.equation.replace(/\s/g, '');
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, tensors.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as never);
  const sizes = new Map<string, number>();
  tensors.forEach(({ shape }, which) =>
    idDims[which]!.forEach((letter, axis) => sizes.set(allDims[letter]!, shape[axis]!)),
  );
  const shape = [...equation.split('->')[1]!].map((letter) => sizes.get(letter)!);
  util.assert(
    shape.every((size) => size !== undefined),
    () => `Einsum: the output of ${equation} has a dimension that no input has.`,
  );
  return backend.record(
    einsumOp,
    tensors.map((info) => backend.use(info)),
    { equation },
    shape,
    'float32',
  );
});

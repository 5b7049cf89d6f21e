import type { MirrorPadAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const mirrorPadOp: LazyOp<{ paddings: [number, number][]; symmetric: boolean }> = {
  name: 'MirrorPad',
  lower(lowering, node) {
    const { paddings, symmetric } = node.attrs;
    let name = lowering.plain(node.inputs[0]!);
    // One axis at a time: with the mirrored borders cut out by slices of stride -1 and joined.
    paddings.forEach(([before, after], axis) => {
      const size = node.inputs[0]!.shape[axis]!;
      const skip = symmetric ? 0 : 1;
      const cut = (start: number, count: number): string =>
        lowering.op('Slice', [
          name,
          lowering.ints([start]),
          lowering.ints([start - count < 0 ? -size - 1 : start - count]),
          lowering.ints([axis]),
          lowering.ints([-1]),
        ]);
      const parts = [
        ...(before > 0 ? [cut(before - 1 + skip, before)] : []),
        name,
        ...(after > 0 ? [cut(size - 1 - skip, after)] : []),
      ];
      if (parts.length > 1) name = lowering.op('Concat', parts, { axis });
    });
    lowering.define(node.outputs[0]!, name);
  },
};

/** MirrorPad of TensorFlow.js: padding by reflection, with or without the border itself. */
export const mirrorPad = kernel<{ x: TensorInfo }, MirrorPadAttrs>(
  'MirrorPad',
  {},
  ({ inputs: { x }, attrs, backend }) => {
    const shape = x.shape.map((size, axis) => size + attrs.paddings[axis]![0] + attrs.paddings[axis]![1]);
    const node = { paddings: attrs.paddings as [number, number][], symmetric: attrs.mode === 'symmetric' };
    return backend.record(mirrorPadOp, [backend.use(x)], node, shape, 'float32');
  },
);

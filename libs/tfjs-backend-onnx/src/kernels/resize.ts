import type { HostArray, LazyOp } from '../graph/lazy.ts';

/** Attributes of TensorFlow.js' bilinear resize. */
export interface ResizeAttrs {
  /** Whether the corners of both images coincide. */
  readonly alignCorners: boolean;
  /** Whether positions are the centres of pixels. */
  readonly halfPixelCenters: boolean;
}

/** The weights of a bilinear resize along one axis, [to, from], as TensorFlow.js computes them. */
export function interpolation(
  from: number,
  to: number,
  { alignCorners, halfPixelCenters }: ResizeAttrs,
): HostArray {
  const aligned = alignCorners && to > 1;
  const ratio = (aligned ? from - 1 : from) / (aligned ? to - 1 : to);
  const weights = new Float32Array(to * from);
  for (let position = 0; position < to; position++) {
    const source = halfPixelCenters ? ratio * (position + 0.5) - 0.5 : ratio * position;
    const floor = Math.max(0, Math.floor(source));
    const ceil = Math.min(from - 1, Math.ceil(source));
    const fraction = source - floor;
    weights[position * from + floor]! += 1 - fraction;
    weights[position * from + ceil]! += fraction;
  }
  return weights;
}

/** Rows times image times columns: inputs images [n, h, w, c], rows [newH, h], columns [newW, w]. */
export const resizeOp: LazyOp = {
  name: 'ResizeBilinear',
  lower(lowering, node) {
    const [images, rows, columns] = node.inputs.map((value) => lowering.plain(value));
    const [n, h, w, c] = node.inputs[0]!.shape as [number, number, number, number];
    const [, newHeight, newWidth] = node.outputs[0]!.shape as [number, number, number, number];
    const tall = lowering.op('MatMul', [rows!, lowering.reshape(images!, [n, h, w * c])]);
    const wide = lowering.op('MatMul', [columns!, lowering.reshape(tall, [n * newHeight, w, c])]);
    lowering.define(node.outputs[0]!, lowering.reshape(wide, [n, newHeight, newWidth, c]));
  },
};

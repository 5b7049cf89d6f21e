import type { CropAndResizeAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { bilinearPixelsOp, nearestPixelsOp, PixelList } from './resample.ts';

/** Old positions along an axis for each of `size` new ones between two ends, given from 0 to 1. */
function positions(first: number, last: number, size: number, old: number): number[] {
  const step = size > 1 ? ((last - first) * (old - 1)) / (size - 1) : 0;
  const start = size > 1 ? first * (old - 1) : 0.5 * (first + last) * (old - 1);
  return Array.from({ length: size }, (_, index) => start + index * step);
}

/** CropAndResize of TensorFlow.js. The boxes are read: places are computed here, pixels in the graph. */
export const cropAndResize = kernel<
  { image: TensorInfo; boxes: TensorInfo; boxInd: TensorInfo },
  CropAndResizeAttrs
>(
  'CropAndResize',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { image, boxes, boxInd }, attrs, backend }) => {
    const { cropSize, method, extrapolationValue } = attrs;
    const [n, height, width, channels] = image.shape as [number, number, number, number];
    const which = backend.readSync(boxInd.dataId) as Int32Array;
    if (image.dtype !== 'float32' || which.some((index) => index < 0 || index >= n)) return null;
    const sides = backend.readSync(boxes.dataId) as Float32Array;
    const [rows, columns] = cropSize;
    const count = which.length * rows * columns;
    const lists = Array.from(
      { length: method === 'bilinear' ? 4 : 1 },
      () => new PixelList(image.shape, count),
    );
    const [left, top] = [new Float32Array(count), new Float32Array(count)];
    let at = 0;
    which.forEach((index, box) => {
      const [y1, x1, y2, x2] = sides.subarray(box * 4, box * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      for (const y of positions(y1, y2, rows, height)) {
        for (const x of positions(x1, x2, columns, width)) {
          if (y >= 0 && y <= height - 1 && x >= 0 && x <= width - 1) {
            if (method === 'nearest') lists[0]!.set(at, index, Math.round(y), Math.round(x));
            else {
              const [up, down, before, behind] = [Math.floor(y), Math.ceil(y), Math.floor(x), Math.ceil(x)];
              lists[0]!.set(at, index, up, before);
              lists[1]!.set(at, index, up, behind);
              lists[2]!.set(at, index, down, before);
              lists[3]!.set(at, index, down, behind);
              left[at] = x - before;
              top[at] = y - up;
            }
          }
          at++;
        }
      }
    });
    const fill = backend.constant(extrapolationValue, 'float32');
    const values = [backend.use(image), fill, ...lists.flatMap((list) => list.values(backend))];
    const shape = [which.length, rows, columns, channels];
    if (method === 'nearest') return backend.record(nearestPixelsOp, values, {}, shape, 'float32');
    const ways = [left, top].map((way) => backend.hostValue(way, [count, 1]));
    return backend.record(
      bilinearPixelsOp,
      [...values, ...ways],
      { formula: 'difference' },
      shape,
      'float32',
    );
  },
);

import type { TensorInfo, TransformAttrs } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { mapCoordinate } from './mapCoordinate.ts';
import { bilinearPixelsOp, nearestPixelsOp, PixelList } from './resample.ts';

/**
 * Transform of TensorFlow.js (projective). The transforms are read: places are computed here, pixels in
 * the graph. Every image of the batch is transformed, where the cpu backend stops after the first.
 */
export const transform = kernel<{ image: TensorInfo; transforms: TensorInfo }, TransformAttrs>(
  'Transform',
  {},
  ({ inputs: { image, transforms }, attrs, backend }) => {
    const { interpolation, fillMode, fillValue, outputShape } = attrs;
    const [n, height, width, channels] = image.shape as [number, number, number, number];
    const [rows, columns] = outputShape ?? [height, width];
    const numbers = backend.readSync(transforms.dataId) as Float32Array;
    const count = n * rows * columns;
    const nearest = interpolation === 'nearest';
    const lists = Array.from({ length: nearest ? 1 : 4 }, () => new PixelList(image.shape, count));
    const [left, top] = [new Float32Array(count), new Float32Array(count)];
    for (let at = 0; at < count; at++) {
      const index = Math.floor(at / (rows * columns));
      const [outX, outY] = [at % columns, Math.floor(at / columns) % rows];
      const from = transforms.shape[0] === 1 ? 0 : index * 8;
      const term = (first: number): number =>
        numbers[from + first]! * outX + numbers[from + first + 1]! * outY;
      const projection = term(6) + 1;
      if (projection === 0) continue;
      const x = mapCoordinate((term(0) + numbers[from + 2]!) / projection, width, fillMode);
      const y = mapCoordinate((term(3) + numbers[from + 5]!) / projection, height, fillMode);
      if (nearest) {
        lists[0]!.set(at, index, Math.round(y), Math.round(x));
        continue;
      }
      const [up, before] = [Math.floor(y), Math.floor(x)];
      lists.forEach((list, corner) => list.set(at, index, up + (corner >> 1), before + (corner & 1)));
      left[at] = x - before;
      top[at] = y - up;
    }
    const fill = backend.constant(fillValue, 'float32');
    const values = [backend.use(image), fill, ...lists.flatMap((list) => list.values(backend))];
    const shape = [n, rows, columns, channels];
    if (nearest) return backend.record(nearestPixelsOp, values, {}, shape, 'float32');
    const ways = [left, top].map((way) => backend.hostValue(way, [count, 1]));
    return backend.record(bilinearPixelsOp, [...values, ...ways], { formula: 'weights' }, shape, 'float32');
  },
);

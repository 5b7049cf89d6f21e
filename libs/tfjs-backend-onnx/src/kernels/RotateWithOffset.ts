import { backend_util } from '@tensorflow/tfjs-core';
import type { RotateWithOffsetAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { nearestPixelsOp, PixelList } from './resample.ts';

const OPAQUE = 255;

/** RotateWithOffset of TensorFlow.js: the nearest pixel; places are computed here, pixels moved in the graph. */
export const rotateWithOffset = kernel<{ image: TensorInfo }, RotateWithOffsetAttrs>(
  'RotateWithOffset',
  {},
  ({ inputs: { image }, attrs: { radians, fillValue, center }, backend }) => {
    const [n, height, width, channels] = image.shape as [number, number, number, number];
    const [centerX, centerY] = backend_util.getImageCenter(center, height, width);
    const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
    const list = new PixelList(image.shape, n * height * width);
    for (let at = 0; at < n * height * width; at++) {
      const x = (at % width) - centerX;
      const y = (Math.floor(at / width) % height) - centerY;
      const row = Math.round(x * sin + y * cos + centerY);
      const column = Math.round(x * cos - y * sin + centerX);
      list.set(at, Math.floor(at / (width * height)), row, column);
    }
    const fills = Float32Array.from({ length: channels }, (_, channel) =>
      typeof fillValue === 'number' ? fillValue : channel === 3 ? OPAQUE : fillValue[channel]!,
    );
    const values = [backend.use(image), backend.hostValue(fills, [channels]), ...list.values(backend)];
    return backend.record(nearestPixelsOp, values, {}, image.shape, 'float32');
  },
);

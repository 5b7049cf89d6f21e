import type { PixelImage } from '@pneumo/core';
import type { BorderFill, Interpolation } from '../augmentPolicy.ts';
import type { Affine } from './affine.ts';
import { bilinearAt } from './bilinearAt.ts';
import { imageFilter } from './filterAt.ts';
import type { Geometry, Size } from './geometryOf.ts';
import { CUBIC, TRIANGLE } from './kernels.ts';
import { resampleBilinear } from './resampleBilinear.ts';
import { rowCoordinates } from './rowCoordinates.ts';

/** From this shrinking on the kernel grows with it; below, folding is invisible and not worth the time. */
const SHRINKS = 1.05;

/** What {@link resample} does beside moving. */
export interface ResampleOptions {
  /** Beyond the border. */
  readonly fill: BorderFill;
  /** Between the pixels. */
  readonly interpolation: Interpolation;
}

/**
 * Reads an image at the places that a geometry gives for the centres of the output pixels, once for
 * all of its steps. Where the picture shrinks, the kernel is widened by as much along each axis of
 * the source, as Pillow's resize does: along an axis that keeps its size this is plain interpolation.
 *
 * @returns the values, unrounded, in the output's size
 */
export function resample(
  image: PixelImage,
  geometry: Geometry,
  output: Size,
  { fill, interpolation }: ResampleOptions,
): Float32Array {
  const only = geometry.length === 1 ? geometry[0]! : undefined;
  if (interpolation === 'bilinear' && only !== undefined && typeof only !== 'function' && !shrinks(only)) {
    return resampleBilinear(image, only, fill, output);
  }
  const { channels } = image;
  const { width, height } = output;
  const out = new Float32Array(width * height * channels);
  const filter = imageFilter(image, interpolation === 'bicubic' ? CUBIC : TRIANGLE, fill);
  let [xs, ys, nextXs, nextYs] = Array.from({ length: 4 }, () => new Float64Array(width + 1)) as Rows;
  rowCoordinates(geometry, 0, width + 1, xs, ys);
  for (let row = 0; row < height; row++) {
    rowCoordinates(geometry, row + 1, width + 1, nextXs, nextYs);
    for (let column = 0; column < width; column++) {
      const x = xs[column]!;
      const y = ys[column]!;
      const scaleX = length(xs[column + 1]! - x, nextXs[column]! - x);
      const scaleY = length(ys[column + 1]! - y, nextYs[column]! - y);
      const at = (row * width + column) * channels;
      if (interpolation === 'bilinear' && scaleX <= SHRINKS && scaleY <= SHRINKS) {
        bilinearAt(image, x, y, fill, out, at);
      } else {
        filter(x, y, Math.max(1, scaleX), Math.max(1, scaleY), out, at);
      }
    }
    [xs, nextXs] = [nextXs, xs];
    [ys, nextYs] = [nextYs, ys];
  }
  return out;
}

type Rows = [Float64Array, Float64Array, Float64Array, Float64Array];

/** Whether an affine map shrinks so much that the kernel has to grow. */
export function shrinks([a, b, , d, e]: Affine): boolean {
  return length(a, b) > SHRINKS || length(d, e) > SHRINKS;
}

/** Math.hypot is not rounded the same way everywhere; a square root is. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

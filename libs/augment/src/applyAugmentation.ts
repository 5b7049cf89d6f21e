import { type PixelData, type PixelImage, PneumoError, pixelImage } from '@pneumo/core';
import type { AugmentationRecord } from './augmentationRecord.ts';
import { applyByScripts } from './applyByScripts.ts';
import { checkRecord } from './checkRecord.ts';
import type { Frame } from './frame.ts';
import { type Geometry, geometryOf } from './geometry/geometryOf.ts';
import { applyGreyBytes } from './native/applyGreyBytes.ts';
import { greyKernels } from './native/greyKernels.ts';
import { shrinks } from './geometry/resample.ts';
import { type ApplyOptions, outputSize } from './outputSize.ts';

/**
 * Does to an image what was drawn. All geometry happens first, in one resampling; then the grey
 * values change, in order, clipped to the image's range after each step; whole numbers are rounded
 * once, at the end. A record without operations gives the same bytes. Between the pixels of 8-bit images an affine,
 * bilinear map reads at places rounded to 1/128 pixel (OpenCV: 1/32), everything else at the exact ones; grey values
 * are floats of single precision.
 *
 * @param image - grey or RGB; not changed. Float images hold finite values within their `range`
 * @param record - from {@link drawAugmentation}
 * @param options - the size of the result, the image's own by default
 * @returns a new image of the same type and range
 * @throws PneumoError `INVALID_AUGMENTATION` for a malformed record, `INVALID_IMAGE` for a float image
 *   that holds NaN or infinity, `INVALID_ARGUMENT` for a size that is no whole number of at least 1
 *
 * @example
 * ```ts
 * const image = pixelImage(3, 1, 1, Uint8Array.of(10, 20, 30));
 * const record = { version: 1, seed: 1, epoch: 0, id: 'a', fill: 'edge', operations: [{ type: 'horizontalFlip' }] } as const;
 * Array.from(applyAugmentation(image, record).data); // [30, 20, 10]
 * ```
 */
export function applyAugmentation<D extends PixelData>(
  image: PixelImage<D>,
  record: AugmentationRecord,
  options: ApplyOptions = {},
): PixelImage<D> {
  checkRecord(record);
  checkFinite(image);
  const { channels, range } = image;
  const output = outputSize(image, options);
  const geometry = geometryOf(record, image, output);
  const frame = { ...output, channels, range };
  const fast = greyBytes(image, geometry, record, frame);
  if (fast !== undefined) return pixelImage(output.width, output.height, 1, fast as D, range);
  return pixelImage(
    output.width,
    output.height,
    channels,
    applyByScripts(image, geometry, record, frame),
    range,
  );
}

/** The result by the kernels for grey bytes, where they apply. */
function greyBytes(
  { data, width, height, channels, range }: PixelImage,
  geometry: Geometry,
  record: AugmentationRecord,
  frame: Frame,
): Uint8Array | undefined {
  const [map] = geometry;
  if (!(data instanceof Uint8Array) || channels !== 1 || range[0] !== 0 || range[1] !== 255) return undefined;
  if (geometry.length !== 1 || typeof map !== 'object' || record.interpolation === 'bicubic')
    return undefined;
  const kernels = shrinks(map) ? undefined : greyKernels();
  return kernels && applyGreyBytes(pixelImage(width, height, 1, data, range), map, record, frame, kernels);
}

/** One NaN would spread over the whole image through the mean of the contrast. */
function checkFinite({ data, width }: PixelImage): void {
  if (!(data instanceof Float32Array)) return;
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new PneumoError(
      'INVALID_IMAGE',
      `The image holds ${data[at]} at index ${at} (width ${width}); expected finite values, so repair the source.`,
    );
  }
}

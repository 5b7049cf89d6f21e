import { type PixelData, type PixelImage, PneumoError, pixelImage } from '@pneumo/core';
import { isIdentityAffine } from './affine.ts';
import type { AugmentationRecord } from './augmentationRecord.ts';
import { checkRecord } from './checkRecord.ts';
import { geometryOf } from './geometryOf.ts';
import { definitionOf } from './operations/operations.ts';
import { resampleBilinear } from './resampleBilinear.ts';

/**
 * Does to an image what was drawn. All geometry happens first, in one bilinear resampling; then the
 * grey values change, in order, clipped to the image's range after each step; whole numbers are
 * rounded once, at the end. A record without operations gives the same bytes.
 *
 * @param image - grey or RGB; not changed. Float images hold finite values within their `range`
 * @param record - from {@link drawAugmentation}
 * @returns a new image of the same size, type and range
 * @throws PneumoError `INVALID_AUGMENTATION` for a malformed record, `INVALID_IMAGE` for a float image
 *   that holds NaN or infinity
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
): PixelImage<D> {
  checkRecord(record);
  checkFinite(image);
  const { width, height, channels, range } = image;
  const map = geometryOf(record, width, height);
  const moved = isIdentityAffine(map)
    ? Float32Array.from(image.data)
    : resampleBilinear(image, map, record.fill);
  for (const drawn of record.operations) {
    const definition = definitionOf(drawn.type);
    if (definition.kind === 'intensity') definition.change(drawn, moved, image);
  }
  return pixelImage(width, height, channels, roundLike(image.data, moved), range);
}

function roundLike<D extends PixelData>(data: D, values: Float32Array): D {
  if (data instanceof Float32Array) return values as PixelData as D;
  const rounded = data instanceof Uint8Array ? new Uint8Array(values.length) : new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) rounded[i] = values[i]! + 0.5;
  return rounded as PixelData as D;
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

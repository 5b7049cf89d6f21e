import { type PixelData, type PixelImage, pixelImage } from '@pneumo/core';
import type { AugmentationRecord } from './augmentationRecord.ts';
import { checkRecord } from './checkRecord.ts';
import { geometryOf } from './geometryOf.ts';
import { resampleNearest } from './resampleNearest.ts';

/**
 * Moves a mask in step with its image: the geometry of the record by nearest neighbour, so that no
 * new values appear, and nothing of brightness or contrast. Beyond the border it holds what the
 * image holds there; where the image is filled with a constant, the mask is 0.
 *
 * @param mask - of the same size as the image; not changed
 * @param record - the record that the image was given to {@link applyAugmentation} with
 * @returns a new mask of the same size, type and range
 * @throws PneumoError `INVALID_AUGMENTATION` for a malformed record
 *
 * @example
 * ```ts
 * const mask = pixelImage(3, 1, 1, Uint8Array.of(0, 0, 255));
 * const record = { version: 1, seed: 1, epoch: 0, id: 'a', fill: 'edge', operations: [{ type: 'horizontalFlip' }] } as const;
 * Array.from(applyGeometry(mask, record).data); // [255, 0, 0]
 * ```
 */
export function applyGeometry<D extends PixelData>(
  mask: PixelImage<D>,
  record: AugmentationRecord,
): PixelImage<D> {
  checkRecord(record);
  const { width, height, channels, range } = mask;
  const data = mask.data.slice() as D;
  resampleNearest(mask, geometryOf(record, width, height), record.fill, data);
  return pixelImage(width, height, channels, data, range);
}

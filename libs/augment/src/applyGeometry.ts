import { type PixelData, type PixelImage, pixelImage } from '@pneumo/core';
import type { AugmentationRecord } from './augmentationRecord.ts';
import { checkRecord } from './checkRecord.ts';
import { geometryOf } from './geometry/geometryOf.ts';
import { resampleNearest } from './geometry/resampleNearest.ts';
import { type ApplyOptions, outputSize } from './outputSize.ts';

/**
 * Moves a mask in step with its image: the geometry of the record by nearest neighbour, so that no
 * new values appear, and nothing of brightness or contrast. Beyond the border it holds what the
 * image holds there; where the image is filled with a constant, the mask is 0. Bent and tilted geometry
 * moves it, too; a mixture (AugMix), dropout, markers and frames do not.
 *
 * @param mask - of the same size as the image; not changed
 * @param record - the record that the image was given to {@link applyAugmentation} with
 * @param options - the size of the result, the mask's own by default
 * @returns a new mask of the same type and range
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
  options: ApplyOptions = {},
): PixelImage<D> {
  checkRecord(record);
  const { channels, range } = mask;
  const output = outputSize(mask, options);
  const geometry = geometryOf(record, mask, output);
  if (geometry.length === 0)
    return pixelImage(mask.width, mask.height, channels, mask.data.slice() as D, range);
  const data = new (mask.data.constructor as new (length: number) => D)(
    output.width * output.height * channels,
  );
  resampleNearest(mask, geometry, record.fill, output, data);
  return pixelImage(output.width, output.height, channels, data, range);
}

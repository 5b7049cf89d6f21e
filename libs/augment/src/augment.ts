import type { PixelData, PixelImage } from '@pneumo/core';
import type { AugmentPolicy } from './augmentPolicy.ts';
import type { AugmentKey } from './augmentationRecord.ts';
import { applyAugmentation } from './applyAugmentation.ts';
import { drawAugmentation } from './drawAugmentation.ts';

/**
 * Draws and applies in one step: {@link drawAugmentation}, then {@link applyAugmentation}.
 *
 * @param image - grey or RGB; not changed
 * @param policy - what may happen, such as {@link studyPolicy}
 * @param key - seed, epoch and sample id
 * @returns a new image of the same size, type and range
 * @throws PneumoError as its two steps do
 *
 * @example
 * ```ts
 * const image = pixelImage(2, 2, 1, Uint8Array.of(10, 20, 30, 40));
 * Array.from(augment(image, identityPolicy, { seed: 1, epoch: 0, id: 'a' }).data); // [10, 20, 30, 40]
 * ```
 */
export function augment<D extends PixelData>(
  image: PixelImage<D>,
  policy: AugmentPolicy,
  key: AugmentKey,
): PixelImage<D> {
  return applyAugmentation(image, drawAugmentation(policy, key));
}

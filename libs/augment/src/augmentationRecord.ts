import type { BorderFill, Interpolation } from './augmentPolicy.ts';
import type { DrawnAspect } from './operations/aspect.ts';
import type { DrawnAugMix } from './operations/augMix.ts';
import type { DrawnAutocontrast } from './operations/autocontrast.ts';
import type { DrawnBlur } from './operations/blur.ts';
import type { DrawnBrightness } from './operations/brightness.ts';
import type { DrawnClahe } from './operations/clahe.ts';
import type { DrawnCoarseDropout } from './operations/coarseDropout.ts';
import type { DrawnContrast } from './operations/contrast.ts';
import type { DrawnElastic } from './operations/elastic.ts';
import type { DrawnEqualise } from './operations/equalise.ts';
import type { DrawnFrame } from './operations/frame.ts';
import type { DrawnGamma } from './operations/gamma.ts';
import type { DrawnGaussianNoise } from './operations/gaussianNoise.ts';
import type { DrawnHorizontalFlip } from './operations/horizontalFlip.ts';
import type { DrawnInvert } from './operations/invert.ts';
import type { DrawnJpeg } from './operations/jpeg.ts';
import type { DrawnMarker } from './operations/marker.ts';
import type { DrawnPerspective } from './operations/perspective.ts';
import type { DrawnPosterise } from './operations/posterise.ts';
import type { DrawnRandomResizedCrop } from './operations/randomResizedCrop.ts';
import type { DrawnRotation } from './operations/rotation.ts';
import type { DrawnScale } from './operations/scale.ts';
import type { DrawnSharpen } from './operations/sharpen.ts';
import type { DrawnShear } from './operations/shear.ts';
import type { DrawnShift } from './operations/shift.ts';
import type { DrawnSolarise } from './operations/solarise.ts';

/** What a draw depends on: nothing else changes it, neither order nor workers nor batch size. */
export interface AugmentKey {
  /** The run's seed, a whole number of at least 0. */
  seed: number;
  /** The epoch, a whole number of at least 0. */
  epoch: number;
  /** The sample's id. */
  id: string;
}

/** One operation that happens to an image, with the numbers that were drawn. */
export type DrawnOperation =
  | DrawnHorizontalFlip
  | DrawnRotation
  | DrawnShift
  | DrawnScale
  | DrawnAspect
  | DrawnShear
  | DrawnPerspective
  | DrawnRandomResizedCrop
  | DrawnElastic
  | DrawnBrightness
  | DrawnContrast
  | DrawnGamma
  | DrawnClahe
  | DrawnEqualise
  | DrawnAutocontrast
  | DrawnInvert
  | DrawnPosterise
  | DrawnSolarise
  | DrawnGaussianNoise
  | DrawnBlur
  | DrawnSharpen
  | DrawnJpeg
  | DrawnCoarseDropout
  | DrawnMarker
  | DrawnFrame
  | DrawnAugMix;

/**
 * What was drawn for one image in one epoch: plain JSON that replays bit for bit through
 * {@link applyAugmentation}. Operations that the draw left out are not listed.
 */
export interface AugmentationRecord extends AugmentKey {
  /** Version of this format. */
  version: 1;
  /** What stands beyond the border, from the policy. */
  fill: BorderFill;
  /** What stands between pixels, from the policy; `'bilinear'` where missing. */
  interpolation?: Interpolation;
  /** What happens, in order. */
  operations: readonly DrawnOperation[];
}

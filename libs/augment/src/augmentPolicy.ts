import type { AspectOperation } from './operations/aspect.ts';
import type { AugMixOperation } from './operations/augMix.ts';
import type { AutocontrastOperation } from './operations/autocontrast.ts';
import type { BlurOperation } from './operations/blur.ts';
import type { BrightnessOperation } from './operations/brightness.ts';
import type { ClaheOperation } from './operations/clahe.ts';
import type { CoarseDropoutOperation } from './operations/coarseDropout.ts';
import type { ContrastOperation } from './operations/contrast.ts';
import type { ElasticOperation } from './operations/elastic.ts';
import type { EqualiseOperation } from './operations/equalise.ts';
import type { FrameOperation } from './operations/frame.ts';
import type { GammaOperation } from './operations/gamma.ts';
import type { GaussianNoiseOperation } from './operations/gaussianNoise.ts';
import type { HorizontalFlipOperation } from './operations/horizontalFlip.ts';
import type { InvertOperation } from './operations/invert.ts';
import type { JpegOperation } from './operations/jpeg.ts';
import type { MarkerOperation } from './operations/marker.ts';
import type { PerspectiveOperation } from './operations/perspective.ts';
import type { PosteriseOperation } from './operations/posterise.ts';
import type { RandAugmentOperation } from './operations/randAugment.ts';
import type { RandomResizedCropOperation } from './operations/randomResizedCrop.ts';
import type { RotationOperation } from './operations/rotation.ts';
import type { ScaleOperation } from './operations/scale.ts';
import type { SharpenOperation } from './operations/sharpen.ts';
import type { ShearOperation } from './operations/shear.ts';
import type { ShiftOperation } from './operations/shift.ts';
import type { SolariseOperation } from './operations/solarise.ts';
import type { TrivialAugmentOperation } from './operations/trivialAugment.ts';

/**
 * What stands beyond the border of an image when geometry pulls it into the frame:
 * - `'edge'`: the nearest pixel of the border, repeated (as Keras' ImageDataGenerator does by default);
 * - `'reflect'`: the image mirrored at its border, the border pixel included (SciPy's `reflect`);
 * - a number from 0 (black) to 1 (white): that grey.
 */
export type BorderFill = 'edge' | 'reflect' | number;

/**
 * What stands between pixels: `'bilinear'`, or `'bicubic'`, sharper and slower (Keys' cubic
 * convolution with a = -1/2, as in Pillow's resize). Where the picture shrinks, the kernel of either grows with it.
 */
export type Interpolation = 'bilinear' | 'bicubic';

/** What every operation of a policy may say. */
export interface OperationChance {
  /** How often the operation is used, from 0 to 1. Default: 1, always. */
  probability?: number;
}

/** One line of an {@link AugmentPolicy}: what may happen to an image, and how strongly. */
export type AugmentOperation =
  | HorizontalFlipOperation
  | RotationOperation
  | ShiftOperation
  | ScaleOperation
  | AspectOperation
  | ShearOperation
  | PerspectiveOperation
  | RandomResizedCropOperation
  | ElasticOperation
  | BrightnessOperation
  | ContrastOperation
  | GammaOperation
  | ClaheOperation
  | EqualiseOperation
  | AutocontrastOperation
  | InvertOperation
  | PosteriseOperation
  | SolariseOperation
  | GaussianNoiseOperation
  | BlurOperation
  | SharpenOperation
  | JpegOperation
  | CoarseDropoutOperation
  | MarkerOperation
  | FrameOperation
  | RandAugmentOperation
  | TrivialAugmentOperation
  | AugMixOperation;

/**
 * What may happen to a training image: plain JSON, a part of a run's configuration.
 * Geometric operations are composed, in their order, into one resampling; the operations on grey
 * values follow, in their order.
 *
 * @example
 * ```ts
 * const policy: AugmentPolicy = { version: 1, fill: 'edge', operations: [{ type: 'rotation', degrees: 5 }] };
 * policy.operations.length; // 1
 * ```
 */
export interface AugmentPolicy {
  /** Version of this format. */
  version: 1;
  /** What stands beyond the border. */
  fill: BorderFill;
  /** What stands between pixels. Default: `'bilinear'`. */
  interpolation?: Interpolation;
  /** The operations, in order. */
  operations: readonly AugmentOperation[];
}

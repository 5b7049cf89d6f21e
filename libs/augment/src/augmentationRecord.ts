import type { BorderFill } from './augmentPolicy.ts';

/** What a draw depends on: nothing else changes it, neither order nor workers nor batch size. */
export interface AugmentKey {
  /** The run's seed, a whole number of at least 0. */
  seed: number;
  /** The epoch, a whole number of at least 0. */
  epoch: number;
  /** The sample's id. */
  id: string;
}

/** A mirror image was drawn. */
export interface DrawnHorizontalFlip {
  /** Names the operation. */
  type: 'horizontalFlip';
}

/** An angle was drawn. */
export interface DrawnRotation {
  /** Names the operation. */
  type: 'rotation';
  /** Counter-clockwise as seen, in degrees. */
  degrees: number;
}

/** A shift was drawn. */
export interface DrawnShift {
  /** Names the operation. */
  type: 'shift';
  /** To the right, as a fraction of the width. */
  x: number;
  /** Down, as a fraction of the height. */
  y: number;
}

/** An enlargement was drawn. */
export interface DrawnScale {
  /** Names the operation. */
  type: 'scale';
  /** Larger than 1 enlarges. */
  factor: number;
}

/** A brightness was drawn. */
export interface DrawnBrightness {
  /** Names the operation. */
  type: 'brightness';
  /** Grey values are multiplied by it. */
  factor: number;
}

/** A contrast was drawn. */
export interface DrawnContrast {
  /** Names the operation. */
  type: 'contrast';
  /** Distances from the mean grey are multiplied by it. */
  factor: number;
}

/** One operation that happens to an image, with the numbers that were drawn. */
export type DrawnOperation =
  DrawnHorizontalFlip | DrawnRotation | DrawnShift | DrawnScale | DrawnBrightness | DrawnContrast;

/**
 * What was drawn for one image in one epoch: plain JSON that replays bit for bit through
 * {@link applyAugmentation}. Operations that the draw left out are not listed.
 */
export interface AugmentationRecord extends AugmentKey {
  /** Version of this format. */
  version: 1;
  /** What stands beyond the border, from the policy. */
  fill: BorderFill;
  /** What happens, in order. */
  operations: readonly DrawnOperation[];
}

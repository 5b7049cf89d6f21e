import type { OperationChance } from '../augmentPolicy.ts';
import { quantiseBlocks } from '../pixels/quantiseBlocks.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Compresses as JPEG with a quality drawn from `quality` to 100. */
export interface JpegOperation extends OperationChance {
  /** Names the operation. */
  type: 'jpeg';
  /** Lowest quality on the scale of libjpeg, from 1 to 100. */
  quality: number;
}

/** A quality was drawn. */
export interface DrawnJpeg {
  /** Names the operation. */
  type: 'jpeg';
  /** On the scale of libjpeg, from 1 to 100. */
  quality: number;
}

/**
 * What JPEG does to pixels: 8×8 cosine transform, coefficients rounded by the standard's table at the
 * quality, and back, on 256 levels. Writing the coefficients down, the rest of the format, loses nothing.
 * Colour goes through YCbCr without subsampling.
 */
export const jpeg: IntensityDefinition<'jpeg'> = {
  kind: 'intensity',
  policyFields: { quality: { integer: [1, 100] } },
  recordFields: { quality: { integer: [1, 100] } },
  draw: ({ quality }, stream) => ({ type: 'jpeg', quality: quality + stream.integer(101 - quality) }),
  change: ({ quality }, values, frame) => quantiseBlocks(values, frame, quality),
};

import type { OperationChance } from '../augmentPolicy.ts';
import { fillRectangle } from '../pixels/fillRectangle.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Covers a border of widths drawn uniformly and independently for each side, as collimators and scans leave it. */
export interface FrameOperation extends OperationChance {
  /** Names the operation. */
  type: 'frame';
  /** Largest width, as a fraction of the side, from 0 to 0.4. */
  width: number;
  /** The grey, from 0 (black) to 1 (white). */
  level: number;
}

/** A border was drawn. */
export interface DrawnFrame {
  /** Names the operation. */
  type: 'frame';
  /** Width at the left, as a fraction of the image's width, from 0 to 0.4. */
  left: number;
  /** Height at the top, as a fraction of the image's height. */
  top: number;
  /** Width at the right. */
  right: number;
  /** Height at the bottom. */
  bottom: number;
  /** The grey, from 0 (black) to 1 (white). */
  level: number;
}

/** Covers a border; its inner edge is rounded to whole pixels. */
export const frame: IntensityDefinition<'frame'> = {
  kind: 'intensity',
  policyFields: { width: [0, 0.4], level: [0, 1] },
  recordFields: { left: [0, 0.4], top: [0, 0.4], right: [0, 0.4], bottom: [0, 0.4], level: [0, 1] },
  draw: ({ width, level }, stream) => ({
    type: 'frame',
    left: stream.uniform(0, width),
    top: stream.uniform(0, width),
    right: stream.uniform(0, width),
    bottom: stream.uniform(0, width),
    level,
  }),
  change: ({ left, top, right, bottom, level }, values, image) => {
    fillRectangle(values, image, 0, 0, left, 1, level);
    fillRectangle(values, image, 1 - right, 0, 1, 1, level);
    fillRectangle(values, image, 0, 0, 1, top, level);
    fillRectangle(values, image, 0, 1 - bottom, 1, 1, level);
  },
};

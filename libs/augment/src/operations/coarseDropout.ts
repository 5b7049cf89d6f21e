import type { OperationChance } from '../augmentPolicy.ts';
import { fillRectangle } from '../pixels/fillRectangle.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Covers 1 to `count` rectangles with one grey, as Cutout and random erasing do. Masks keep what is covered. */
export interface CoarseDropoutOperation extends OperationChance {
  /** Names the operation. */
  type: 'coarseDropout';
  /** Most rectangles, from 1 to 64. */
  count: number;
  /** Longest side, as a fraction of the image's; the shortest is half of it. From 0 to 1. */
  size: number;
  /** The grey, from 0 (black) to 1 (white). */
  level: number;
}

/** Rectangles were drawn. */
export interface DrawnCoarseDropout {
  /** Names the operation. */
  type: 'coarseDropout';
  /** Left, top, width and height of each, one behind the other, as fractions of the image's. */
  rectangles: readonly number[];
  /** The grey, from 0 (black) to 1 (white). */
  level: number;
}

/** Covers rectangles; their borders are rounded to whole pixels. */
export const coarseDropout: IntensityDefinition<'coarseDropout'> = {
  kind: 'intensity',
  policyFields: { count: { integer: [1, 64] }, size: [0, 1], level: [0, 1] },
  recordFields: { rectangles: { list: [0, 1], multipleOf: 4, maxLength: 256 }, level: [0, 1] },
  draw: ({ count, size, level }, stream) => {
    const rectangles = Array.from({ length: 1 + stream.integer(count) }, () => {
      const [width, height] = [stream.uniform(size / 2, size), stream.uniform(size / 2, size)];
      return [stream.uniform(0, 1 - width), stream.uniform(0, 1 - height), width, height];
    });
    return { type: 'coarseDropout', rectangles: rectangles.flat(), level };
  },
  change: ({ rectangles, level }, values, frame) => {
    for (let i = 0; i < rectangles.length; i += 4) {
      const [x, y, width, height] = rectangles.slice(i, i + 4) as [number, number, number, number];
      fillRectangle(values, frame, x, y, x + width, y + height, level);
    }
  },
};

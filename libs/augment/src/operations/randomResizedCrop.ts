import type { OperationChance } from '../augmentPolicy.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/**
 * Cuts a part out and enlarges it to the whole frame, as torchvision's RandomResizedCrop does: area
 * uniform, aspect ratio log-uniform, position uniform.
 */
export interface RandomResizedCropOperation extends OperationChance {
  /** Names the operation. */
  type: 'randomResizedCrop';
  /** Smallest part of the area, from 0.01 to 1. */
  minArea: number;
  /** Largest part of the area, from 0.01 to 1. */
  maxArea: number;
  /** The ratio of width to height, relative to the image's, is drawn from 1 / `aspect` to `aspect`; from 1 to 4. */
  aspect: number;
}

/** A part of the image was drawn. */
export interface DrawnRandomResizedCrop {
  /** Names the operation. */
  type: 'randomResizedCrop';
  /** Left border, as a fraction of the width. */
  x: number;
  /** Upper border, as a fraction of the height. */
  y: number;
  /** As a fraction of the width, from 0.01 to 1. */
  width: number;
  /** As a fraction of the height, from 0.01 to 1. */
  height: number;
}

const TRIES = 10;

/** Enlarges a part of the image to its whole frame. */
export const randomResizedCrop: GeometryDefinition<'randomResizedCrop'> = {
  kind: 'geometry',
  policyFields: { minArea: [0.01, 1], maxArea: [0.01, 1], aspect: [1, 4] },
  recordFields: { x: [0, 1], y: [0, 1], width: [0.01, 1], height: [0.01, 1] },
  policyRule: ({ minArea, maxArea }) =>
    minArea <= maxArea ? undefined : `minArea is ${minArea}; expected at most maxArea, ${maxArea}`,
  recordRule: ({ x, y, width, height }) =>
    x + width <= 1 + 1e-9 && y + height <= 1 + 1e-9
      ? undefined
      : 'x and width, or y and height, reach beyond 1; expected a part of the image',
  draw: ({ minArea, maxArea, aspect }, stream) => {
    const reach = Math.log(aspect);
    for (let tried = 0; tried < TRIES; tried++) {
      const area = stream.uniform(minArea, maxArea);
      const ratio = Math.exp(stream.uniform(-reach, reach));
      const width = Math.sqrt(area * ratio);
      const height = Math.sqrt(area / ratio);
      if (width > 1 || height > 1) continue;
      const [x, y] = [stream.uniform(0, 1 - width), stream.uniform(0, 1 - height)];
      return { type: 'randomResizedCrop', x, y, width, height };
    }
    const side = Math.sqrt(maxArea);
    return { type: 'randomResizedCrop', x: (1 - side) / 2, y: (1 - side) / 2, width: side, height: side };
  },
  inverse: (part, width, height) => [
    part.width,
    0,
    part.x * width + part.width / 2 - 0.5,
    0,
    part.height,
    part.y * height + part.height / 2 - 0.5,
  ],
};

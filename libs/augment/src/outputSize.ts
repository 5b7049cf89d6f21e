import { checkInteger } from '@pneumo/core';
import type { Size } from './geometry/geometryOf.ts';

/** How a record is applied. */
export interface ApplyOptions {
  /** Columns of the result; those of the image by default. Resizing is part of the one resampling. */
  width?: number;
  /** Rows of the result; those of the image by default. */
  height?: number;
}

/** The size of the result. */
export function outputSize(image: Size, { width, height }: ApplyOptions): Size {
  return {
    width: width === undefined ? image.width : checkInteger('width', width, { min: 1, max: 65_535 }),
    height: height === undefined ? image.height : checkInteger('height', height, { min: 1, max: 65_535 }),
  };
}

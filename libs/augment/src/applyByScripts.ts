import type { PixelData, PixelImage } from '@pneumo/core';
import type { AugmentationRecord } from './augmentationRecord.ts';
import { changeValues } from './changeValues.ts';
import type { Frame } from './frame.ts';
import type { Geometry } from './geometry/geometryOf.ts';
import { resample } from './geometry/resample.ts';

/**
 * What `applyAugmentation` does, for every kind of image.
 *
 * @returns the data of a new image, of the size of `frame`
 */
export function applyByScripts<D extends PixelData>(
  image: PixelImage<D>,
  geometry: Geometry,
  record: AugmentationRecord,
  frame: Frame,
): D {
  const { data } = image;
  const { fill, interpolation = 'bilinear' } = record;
  const values =
    geometry.length === 0
      ? Float32Array.from(data)
      : resample(image, geometry, frame, { fill, interpolation });
  const out = data instanceof Float32Array ? values : emptyLike(data, values.length);
  changeValues(values, frame, record, out);
  return out as D;
}

function emptyLike(data: PixelData, length: number): PixelData {
  return data instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length);
}

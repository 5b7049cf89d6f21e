import { util } from '@tensorflow/tfjs-core';
import type { TransformAttrs } from '@tensorflow/tfjs-core';

/** Where a coordinate outside of 0 to `length` - 1 is read, by the rules of `tf.image.transform`. */
export function mapCoordinate(coordinate: number, length: number, mode: TransformAttrs['fillMode']): number {
  if (mode === 'constant') return coordinate;
  if (mode === 'reflect' && length > 1) return util.clamp(0, reflect(coordinate, length), length - 1);
  if (mode === 'wrap' && length > 1) return util.clamp(0, wrap(coordinate, length), length - 1);
  return util.clamp(0, coordinate, length - 1);
}

/** abcd continues as dcba|abcd|dcba. */
function reflect(coordinate: number, length: number): number {
  const period = 2 * length;
  if (coordinate < 0) {
    const shifted = period * Math.trunc(-coordinate / period) + coordinate;
    return shifted < -length ? shifted + period : -shifted - 1;
  }
  if (coordinate <= length - 1) return coordinate;
  const rest = coordinate - period * Math.trunc(coordinate / period);
  return rest >= length ? period - rest - 1 : rest;
}

/** abcd continues as abcd|abcd|abcd. */
function wrap(coordinate: number, length: number): number {
  if (coordinate < 0) return coordinate + length * (Math.trunc(-coordinate / (length - 1)) + 1);
  if (coordinate <= length - 1) return coordinate;
  return coordinate - length * Math.trunc(coordinate / (length - 1));
}

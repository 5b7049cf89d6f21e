import { pixelImage, randomStream } from '@pneumo/core';
import type { PixelSource, Sample } from '@pneumo/data';
import { sample } from './samples.ts';

/** Labelled samples `s0`, `s1`, ... */
export const numbered = (count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => sample(`s${i}`, i % 3 === 0 ? 'NORMAL' : 'PNEUMONIA'));

/** A source of noise images that are functions of the sample's id. */
export function noiseSource(size: number): PixelSource {
  return {
    size,
    get(id) {
      const random = randomStream(1, 'noise', id);
      return pixelImage(
        size,
        size,
        1,
        Uint8Array.from({ length: size * size }, () => random.integer(256)),
      );
    },
  };
}

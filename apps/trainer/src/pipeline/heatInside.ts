import type { PixelImage } from '@pneumo/core';

/** Share of a heat map's weight that lies inside a mask (above half of its range), or undefined for a map of zeros. */
export function heatInside(map: PixelImage<Float32Array>, mask: PixelImage): number | undefined {
  const limit = (mask.range[0] + mask.range[1]) / 2;
  let inside = 0;
  let all = 0;
  map.data.forEach((heat, i) => {
    all += heat;
    if (mask.data[i]! > limit) inside += heat;
  });
  return all === 0 ? undefined : inside / all;
}

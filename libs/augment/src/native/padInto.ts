import type { PixelImage } from '@pneumo/core';
import type { BorderFill } from '../augmentPolicy.ts';
import { borderIndex } from '../geometry/borderIndex.ts';

/** Copies a grey image with `margin` pixels of its border fill around it. */
export function padInto(
  out: Uint8Array,
  { width, height, data }: PixelImage<Uint8Array>,
  margin: number,
  fill: BorderFill,
): void {
  if (margin === 0) {
    out.set(data);
    return;
  }
  const stride = width + 2 * margin;
  if (typeof fill === 'number') out.fill(fill * 255, 0, stride * (height + 2 * margin));
  for (let row = 0; row < height; row++) {
    const at = (row + margin) * stride;
    out.set(data.subarray(row * width, (row + 1) * width), at + margin);
    if (fill === 'edge') {
      out.fill(data[row * width]!, at, at + margin);
      out.fill(data[(row + 1) * width - 1]!, at + margin + width, at + stride);
    } else if (fill === 'reflect') {
      for (let i = 1; i <= margin; i++) {
        out[at + margin - i] = data[row * width + borderIndex(-i, width, fill)]!;
        out[at + margin + width - 1 + i] = data[row * width + borderIndex(width - 1 + i, width, fill)]!;
      }
    }
  }
  if (typeof fill === 'number') return;
  for (let i = 1; i <= margin; i++) {
    const above = (margin + borderIndex(-i, height, fill)) * stride;
    out.copyWithin((margin - i) * stride, above, above + stride);
    const below = (margin + borderIndex(height - 1 + i, height, fill)) * stride;
    out.copyWithin((margin + height - 1 + i) * stride, below, below + stride);
  }
}

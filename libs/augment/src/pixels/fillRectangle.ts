import type { Frame } from '../frame.ts';

/** Fills the whole pixels nearest to a rectangle, given in fractions of the image, with a grey from 0 (black) to 1 (white). */
export function fillRectangle(
  values: Float32Array,
  { width, height, channels, range: [black, white] }: Frame,
  left: number,
  top: number,
  right: number,
  bottom: number,
  level: number,
): void {
  const from = Math.max(0, Math.round(left * width));
  const to = Math.min(width, Math.round(right * width));
  if (to <= from) return;
  const grey = black + (white - black) * level;
  const end = Math.min(height, Math.round(bottom * height));
  for (let row = Math.max(0, Math.round(top * height)); row < end; row++) {
    values.fill(grey, (row * width + from) * channels, (row * width + to) * channels);
  }
}

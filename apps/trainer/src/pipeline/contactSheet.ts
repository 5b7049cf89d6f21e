import { type PixelImage, pixelImage } from '@pneumo/core';

/** Pixels between two images. */
const GAP = 4;
/** The grey between them. */
const GROUND = 64;

/**
 * Puts grey images of one size beside each other, row by row.
 *
 * @param images - at least one
 * @param columns - images a row
 */
export function contactSheet(
  images: readonly PixelImage<Uint8Array>[],
  columns: number,
): PixelImage<Uint8Array> {
  const { width, height } = images[0]!;
  const rows = Math.ceil(images.length / columns);
  const sheetWidth = columns * (width + GAP) + GAP;
  const sheetHeight = rows * (height + GAP) + GAP;
  const sheet = new Uint8Array(sheetWidth * sheetHeight).fill(GROUND);
  images.forEach(({ data }, i) => {
    const left = GAP + (i % columns) * (width + GAP);
    const top = GAP + Math.floor(i / columns) * (height + GAP);
    for (let row = 0; row < height; row++) {
      sheet.set(data.subarray(row * width, (row + 1) * width), (top + row) * sheetWidth + left);
    }
  });
  return pixelImage(sheetWidth, sheetHeight, 1, sheet);
}

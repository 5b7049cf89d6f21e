import type { Frame } from '../frame.ts';
import { levelOf, lookUp } from './levels.ts';
import { mirrorIndex } from './mirrorIndex.ts';

/**
 * Equalises one channel in place by the histograms of tiles, each clipped, between whose tables
 * values are interpolated (OpenCV's CLAHE, without its roundings in between).
 */
export function equaliseTiles(
  values: Float32Array,
  channel: number,
  { width, height, channels, range: [black, white] }: Frame,
  clipLimit: number,
  tiles: number,
): void {
  const scale = 255 / (white - black);
  // Where the tiles divide both sides, they do; else OpenCV lengthens both, one that they do divide by a whole tile row.
  const even = width % tiles === 0 && height % tiles === 0;
  const tileWidth = even ? width / tiles : Math.floor(width / tiles) + 1;
  const tileHeight = even ? height / tiles : Math.floor(height / tiles) + 1;
  const tables = new Float64Array(tiles * tiles * 257);
  const place = (x: number, y: number): number =>
    (values[(y * width + x) * channels + channel]! - black) * scale;
  const counts = new Float64Array(256);
  for (let tile = 0; tile < tiles * tiles; tile++) {
    const left = (tile % tiles) * tileWidth;
    const top = Math.floor(tile / tiles) * tileHeight;
    counts.fill(0);
    for (let y = top; y < top + tileHeight; y++) {
      for (let x = left; x < left + tileWidth; x++) {
        // Beyond the image the last tiles see it mirrored.
        counts[levelOf(place(mirrorIndex(x, width), mirrorIndex(y, height)))]!++;
      }
    }
    clip(counts, Math.max(1, Math.floor((clipLimit * tileWidth * tileHeight) / 256)));
    const perPixel = 255 / (tileWidth * tileHeight);
    let sum = 0;
    for (let level = 0; level < 256; level++) {
      sum += counts[level]!;
      tables[tile * 257 + level] = Math.min(255, Math.round(sum * perPixel));
    }
    tables[tile * 257 + 256] = tables[tile * 257 + 255]!;
  }
  for (let y = 0; y < height; y++) {
    const [upper, lower, v] = between(y / tileHeight - 0.5, tiles);
    for (let x = 0; x < width; x++) {
      const [left, right, u] = between(x / tileWidth - 0.5, tiles);
      const at = place(x, y);
      const table = (row: number, column: number): number => lookUp(tables, (row * tiles + column) * 257, at);
      const above = table(upper, left) * (1 - u) + table(upper, right) * u;
      const below = table(lower, left) * (1 - u) + table(lower, right) * u;
      values[(y * width + x) * channels + channel] = black + (above * (1 - v) + below * v) / scale;
    }
  }
}

/** Cuts what is above the limit and spreads it evenly; what is left over goes to every n-th level, as in OpenCV. */
function clip(counts: Float64Array, limit: number): void {
  let excess = 0;
  for (let level = 0; level < 256; level++) {
    if (counts[level]! > limit) {
      excess += counts[level]! - limit;
      counts[level] = limit;
    }
  }
  const each = Math.floor(excess / 256);
  let rest = excess - each * 256;
  for (let level = 0; level < 256; level++) counts[level] = counts[level]! + each;
  const step = Math.max(1, Math.floor(256 / Math.max(1, rest)));
  for (let level = 0; level < 256 && rest > 0; level += step, rest--) counts[level]!++;
}

/** The tiles on both sides of a place, and how far it lies towards the second. */
function between(place: number, tiles: number): readonly [first: number, second: number, part: number] {
  const first = Math.floor(place);
  return [Math.max(0, first), Math.min(tiles - 1, first + 1), place - first];
}

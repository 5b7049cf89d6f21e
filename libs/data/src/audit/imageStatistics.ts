import type { PixelImage } from '@pneumo/core';
import { borderWidths } from './borderWidths.ts';
import { chestAxis } from './chestAxis.ts';
import { findMarkers } from './findMarkers.ts';
import { perceptualHash } from './perceptualHash.ts';
import { type GreyGrid, shrinkGrey } from './shrinkGrey.ts';

/** What is measured on the pixels of one image; brightness as a share of the full range. */
export interface ImageStatistics {
  /** Mean brightness. */
  brightness: number;
  /** Standard deviation of the brightness. */
  contrast: number;
  /** Brightness that 1 % of the pixels stay below. */
  dark: number;
  /** Brightness that 1 % of the pixels exceed. */
  bright: number;
  /** Share of pixels at the lower end of the range. */
  clippedLow: number;
  /** Share of pixels at the upper end of the range. */
  clippedHigh: number;
  /** Spread of the second derivative over the contrast: higher is sharper (variance of Laplacian, Pech-Pacheco 2000). */
  sharpness: number;
  /** Standard deviation of the noise (Immerkær, 1996, "Fast noise variance estimation"). */
  noise: number;
  /** Widest even strip along an edge, as a fraction of that side. */
  border: number;
  /** Turn of the chest in degrees, counter-clockwise as seen, by mirror symmetry. */
  rotation: number;
  /** Where the axis of the chest crosses the middle row, as a fraction of the width. */
  centreX: number;
  /** Correlation of the two sides of the chest. */
  symmetry: number;
  /** Bright pieces that look like letters of lead or burned-in text. */
  markers: number;
  /** Perceptual hash, 16 hexadecimal digits. */
  hash: string;
  /** The image at 32 × 32, brightness as bytes: to check near duplicates on pixels. */
  thumbnail: Uint8Array;
}

/** Sizes at which things are looked for; smaller images are taken as they are. */
const DETAIL = 256;
const MARKERS = 192;
const AXIS = 48;
const THUMBNAIL = 32;

/**
 * Measures an image: exposure, sharpness, noise, clipping, borders, how the chest lies, markers, and a hash of
 * what is seen. Images of different size are comparable: all but exposure is measured at fixed sizes.
 *
 * @param image - 8 bits, grey or colour
 * @returns the statistics
 *
 * @example
 * ```ts
 * const film = generatePhantom({ seed: 1, patients: 10, size: 128 });
 * const { brightness, hash } = imageStatistics(film.get(film.samples[0]!.id));
 * brightness > 0 && brightness < 1; // true
 * hash.length; // 16
 * ```
 */
export function imageStatistics(image: PixelImage<Uint8Array>): ImageStatistics {
  const detail = fitted(image, DETAIL);
  const thumbnail = shrinkGrey(image, THUMBNAIL, THUMBNAIL);
  const { left, top, right, bottom } = borderWidths(detail);
  const axis = chestAxis(shrinkGrey(image, AXIS, AXIS));
  const exposure = exposureOf(image);
  const { noise, sharpness } = textureOf(detail, exposure.contrast);
  return {
    ...exposure,
    sharpness,
    noise,
    border: Math.max(left, top, right, bottom),
    rotation: axis.rotation,
    centreX: axis.x,
    symmetry: axis.symmetry,
    markers: findMarkers(fitted(image, MARKERS)).length,
    hash: perceptualHash(thumbnail),
    thumbnail: Uint8Array.from(thumbnail.data, (value) => Math.round(value * 255)),
  };
}

/** The image at a longest side of at most `size`. */
function fitted(image: PixelImage<Uint8Array>, size: number): GreyGrid {
  const scale = Math.min(1, size / Math.max(image.width, image.height));
  return shrinkGrey(
    image,
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  );
}

function exposureOf({
  data,
  range,
}: PixelImage<Uint8Array>): Pick<
  ImageStatistics,
  'brightness' | 'contrast' | 'dark' | 'bright' | 'clippedLow' | 'clippedHigh'
> {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value]!++;
  const [low, high] = range;
  const total = data.length;
  let [sum, squares] = [0, 0];
  counts.forEach((count, value) => {
    const brightness = (value - low) / (high - low);
    sum += count * brightness;
    squares += count * brightness * brightness;
  });
  const brightness = sum / total;
  return {
    brightness,
    contrast: Math.sqrt(Math.max(0, squares / total - brightness * brightness)),
    dark: (quantile(counts, total, 0.01) - low) / (high - low),
    bright: (quantile(counts, total, 0.99) - low) / (high - low),
    clippedLow: counts[low]! / total,
    clippedHigh: counts[high]! / total,
  };
}

/** The least value that this share of the pixels do not exceed. */
function quantile(counts: Uint32Array, total: number, share: number): number {
  let below = 0;
  for (let value = 0; value < 256; value++) {
    below += counts[value]!;
    if (below >= share * total) return value;
  }
  return 255;
}

function textureOf(
  { width, height, data }: GreyGrid,
  contrast: number,
): Pick<ImageStatistics, 'noise' | 'sharpness'> {
  if (width < 3 || height < 3) return { noise: 0, sharpness: 0 };
  let [noise, sum, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const [up, down] = [i - width, i + width];
      const straight = data[up]! + data[down]! + data[i - 1]! + data[i + 1]!;
      const corners = data[up - 1]! + data[up + 1]! + data[down - 1]! + data[down + 1]!;
      noise += Math.abs(4 * data[i]! - 2 * straight + corners);
      const laplacian = straight - 4 * data[i]!;
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  const count = (width - 2) * (height - 2);
  const variance = squares / count - (sum / count) ** 2;
  return {
    noise: (Math.sqrt(Math.PI / 2) * noise) / (6 * count),
    sharpness: contrast === 0 ? 0 : Math.sqrt(Math.max(0, variance)) / contrast,
  };
}

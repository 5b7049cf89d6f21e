import { PneumoError } from './pneumoError.ts';

/** The element types of a {@link PixelImage}. */
export type PixelData = Uint8Array | Uint16Array | Float32Array;

/**
 * An image as numbers: row-major, channels last (the value of channel `c` at column `x` of row `y`
 * is `data[(y * width + x) * channels + c]`).
 */
export interface PixelImage<D extends PixelData = PixelData> {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 for grey, 3 for colour. */
  readonly channels: 1 | 3;
  /** What the channels mean, in their order. */
  readonly order: 'grey' | 'rgb';
  /** The values that stand for black and for full intensity. */
  readonly range: readonly [black: number, white: number];
  /** `width * height * channels` values. */
  readonly data: D;
}

/**
 * Makes a {@link PixelImage} and checks that the sizes fit together.
 *
 * @param width - columns, at least 1
 * @param height - rows, at least 1
 * @param channels - 1 (grey) or 3 (red, green, blue)
 * @param data - row-major, channels last; kept, not copied
 * @param range - values of black and white; by default 0 to 255, 0 to 65,535 or 0 to 1 by the type of `data`
 * @returns the image, sharing `data`
 * @throws PneumoError `INVALID_IMAGE` when a size is not a positive integer or `data` has another length
 *
 * @example
 * ```ts
 * const image = pixelImage(2, 1, 1, Uint8Array.of(0, 255));
 * image.range; // [0, 255]
 * ```
 */
export function pixelImage<D extends PixelData>(
  width: number,
  height: number,
  channels: 1 | 3,
  data: D,
  range: readonly [number, number] = defaultRange(data),
): PixelImage<D> {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new PneumoError(
      'INVALID_IMAGE',
      `An image of ${width}×${height} came; width and height must be whole numbers of at least 1.`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    throw new PneumoError('INVALID_IMAGE', `An image of ${String(channels)} channels came; expected 1 or 3.`);
  }
  if (data.length !== width * height * channels) {
    throw new PneumoError(
      'INVALID_IMAGE',
      `An image of ${width}×${height}×${channels} needs ${width * height * channels} values; its data has ${data.length}.`,
    );
  }
  return { width, height, channels, order: channels === 1 ? 'grey' : 'rgb', range, data };
}

function defaultRange(data: PixelData): readonly [number, number] {
  if (data instanceof Uint8Array) return [0, 255];
  if (data instanceof Uint16Array) return [0, 65535];
  return [0, 1];
}

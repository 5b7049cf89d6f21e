import type { PixelImage } from '@pneumo/core';

/** Bits of a grey value: 8 from 0 to 255, 16 from 0 to 65,535. */
export type PixelDepth = 8 | 16;

/** Where the pixels of samples come from: a cache on disk, a phantom, a test. */
export interface PixelSource {
  /** Width and height of every image. */
  readonly size: number;
  /** Bits of every grey value; 8 where missing. */
  readonly depth?: PixelDepth;
  /**
   * The pixels of a sample: grey, `size` × `size`. Callers do not write into them.
   *
   * @param id - the sample's id
   * @returns the image
   * @throws PneumoError `UNKNOWN_SAMPLE` when the source has no such sample
   */
  get(id: string): PixelImage<Uint8Array | Uint16Array>;
  /**
   * The lung mask of a sample, of the same size: 255 inside, 0 outside. Missing where the source has no masks.
   *
   * @param id - the sample's id
   * @returns the mask, or nothing where this sample has none
   */
  mask?(id: string): PixelImage<Uint8Array> | undefined;
}

import type { PixelImage } from '@pneumo/core';

/** Where the pixels of samples come from: a cache on disk, a phantom, a test. */
export interface PixelSource {
  /** Width and height of every image. */
  readonly size: number;
  /**
   * The pixels of a sample: grey, `size` × `size`. Callers do not write into them.
   *
   * @param id - the sample's id
   * @returns the image
   * @throws PneumoError `UNKNOWN_SAMPLE` when the source has no such sample
   */
  get(id: string): PixelImage<Uint8Array>;
  /**
   * The lung mask of a sample, of the same size: 255 inside, 0 outside. Missing where the source has no masks.
   *
   * @param id - the sample's id
   * @returns the mask, or nothing where this sample has none
   */
  mask?(id: string): PixelImage<Uint8Array> | undefined;
}

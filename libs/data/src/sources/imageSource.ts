import type { PixelImage } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import type { DataWarning } from './dataWarning.ts';
import type { GreyWindow } from './greyWindow.ts';
import type { OpenedImage } from './openedImage.ts';

/** The kernel of the resampling, by sharp's names. */
export type ResizeKernel = 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3';

/** How an image is decoded. */
export interface DecodeOptions {
  /** Width and height of the result; the image's own where missing. */
  size?: number;
  /** `linear` by default. */
  kernel?: ResizeKernel;
  /**
   * Which stored values become black and white; by default what the file says (a DICOM file's window or lookup
   * table), else the whole range of its type.
   */
  window?: GreyWindow;
  /** Who decodes ordinary grey JPEG files where a size is given; the caller's thread by default. */
  jpegs?: JpegDecoder;
}

/** Decodes ordinary grey JPEG files, shrunk to a square. */
export interface JpegDecoder {
  /**
   * Decodes one file.
   *
   * @param bytes - the file
   * @param size - width and height of the result
   * @returns the image; undefined for every other kind of file, damaged ones too: the general decoder reads or refuses them
   */
  decode(bytes: Uint8Array, size: number): Promise<DecodedImage | undefined>;
}

/** The form of an original. */
export interface ImageForm {
  /** Columns of the original. */
  width: number;
  /** Rows of the original. */
  height: number;
  /** Channels of the original. */
  channels: number;
}

/** A decoded image and what its file said. */
export interface DecodedImage extends ImageForm {
  /** Grey pixels, resized. */
  image: PixelImage<Uint8Array>;
}

/** A file that cannot be used, and why. */
export interface BadFile {
  /** Its path from the data set's root, with `/`: for a sample its id. */
  file: string;
  /** What is wrong with it, as the end of a sentence: `is empty`. */
  reason: string;
}

/**
 * A data set as it was found: its samples, and the pixels of one at a time. Folders, tables, archives, arrays and
 * generated films all look like this to whoever reads, caches or audits them.
 */
export interface ImageSource {
  /** What the data set is called: the `source` of its samples. */
  readonly name: string;
  /** The samples, sorted by id. */
  readonly samples: readonly Sample[];
  /** Files that were left out because that was asked for. */
  readonly skipped: readonly BadFile[];
  /** What to know about it. */
  readonly warnings: readonly DataWarning[];
  /**
   * The stored bytes of an image, from which everything else follows: a cache is keyed by their hash.
   *
   * @param id - the sample's id
   * @returns the file, the archive's entry, or the array's values
   * @throws what the file system throws; PneumoError `UNKNOWN_SAMPLE`
   */
  read(id: string): Promise<Uint8Array>;
  /**
   * The pixels at the depth in which they are stored, with what the file says about their meaning.
   *
   * @param id - the sample's id
   * @param bytes - what {@link ImageSource.read} gave, if that was asked for before
   * @returns the image; 16-bit values stay 16-bit values
   * @throws PneumoError `BAD_IMAGE` naming the file and what is wrong with it
   */
  open(id: string, bytes?: Uint8Array): Promise<OpenedImage>;
  /**
   * The image as networks and people see it: 8-bit grey, white for high values, resized to a square where a size is given.
   *
   * @param id - the sample's id
   * @param bytes - what {@link ImageSource.read} gave
   * @param options - size, kernel, window
   * @returns the image and the original's form
   * @throws PneumoError `BAD_IMAGE`; its detail `reason` ends a sentence that begins with the name
   */
  decode(id: string, bytes: Uint8Array, options?: DecodeOptions): Promise<DecodedImage>;
  /**
   * The form of an image, from its header where it has one.
   *
   * @param id - the sample's id
   * @param bytes - what {@link ImageSource.read} gave
   * @returns width, height, channels
   * @throws PneumoError `BAD_IMAGE`
   */
  form(id: string, bytes: Uint8Array): Promise<ImageForm>;
  /**
   * The lung masks of the samples that have one, under the same ids: 255 inside the lungs, 0 outside, resized without
   * mixing values. Missing where the data set has no masks.
   */
  readonly masks?: ImageSource;
}

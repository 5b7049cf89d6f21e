import type { PixelImage } from '@pneumo/core';
import type { GreyWindow, LookupTable, Rescale } from './greyWindow.ts';

/** An image at the depth in which it is stored, and what its file says about its values. */
export interface OpenedImage {
  /** The stored values; signed ones are shifted up by `-offset` so that they begin at 0. */
  pixels: PixelImage<Uint8Array | Uint16Array>;
  /** What is added to `pixels` to get the stored value: negative for signed images, else 0. */
  offset: number;
  /** From stored values to the units of the window: DICOM's modality LUT. */
  modality: Rescale | LookupTable;
  /** What the file proposes as black and white, if anything. */
  voi?: GreyWindow | LookupTable;
  /** Small values are white: MONOCHROME1. */
  inverted: boolean;
  /** Smallest and largest stored value that stand for no tissue, where the file names them; they become black. */
  padding?: readonly [number, number];
  /** Height of a pixel by its width; 1 where the file does not say. */
  pixelAspect: number;
  /** What the file says about the picture, for subgroups: `view`, `laterality`. */
  columns: Record<string, string>;
  /** Whether writing may be part of the picture: the file says so, does not say, or says not. */
  burnedIn: 'yes' | 'unknown' | 'no';
}

import { pixelImage, type PixelImage } from '@pneumo/core';
import type { Phantom } from '../../phantom/phantom.ts';
import type { ImageSource } from '../../sources/imageSource.ts';
import { renderGrey } from '../../sources/renderGrey.ts';
import { resizeGrey } from '../resizeGrey.ts';
import { resizeNearest } from '../resizeNearest.ts';

/**
 * Generated films as a source like any other, with their true lung masks: what works on files works on them.
 *
 * @param phantom - the generator
 * @returns the source
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 10, size: 32 });
 * const source = phantomSource(films);
 * const { id } = source.samples[0]!;
 * (await source.open(id)).pixels.data.length; // 1024
 * source.masks!.samples.length === source.samples.length; // true
 * ```
 */
export function phantomSource(phantom: Phantom): ImageSource {
  const films = pixelsSource(phantom, 'phantom', (id) => phantom.get(id), resizeLinear);
  const masks = pixelsSource(phantom, 'phantom masks', (id) => phantom.lungMask(id), resizeNearest);
  return { ...films, masks };
}

type Resize = (
  image: PixelImage<Uint8Array>,
  size: number,
) => PixelImage<Uint8Array> | Promise<PixelImage<Uint8Array>>;

const resizeLinear: Resize = (image, size) => resizeGrey(image, size, size, 'linear');

function pixelsSource(
  { samples }: Phantom,
  name: string,
  get: (id: string) => PixelImage<Uint8Array>,
  resize: Resize,
): ImageSource {
  const open: ImageSource['open'] = async (id) => ({
    pixels: get(id),
    offset: 0,
    modality: { slope: 1, intercept: 0 },
    inverted: false,
    pixelAspect: 1,
    columns: {},
    burnedIn: 'no',
  });
  return {
    name,
    samples,
    skipped: [],
    warnings: [],
    open,
    read: async (id) => get(id).data,
    async decode(id, bytes, { size, window } = {}) {
      const { width, height } = get(id);
      const pixels = pixelImage(width, height, 1, bytes);
      const image = window ? renderGrey({ ...(await open(id)), pixels }, window) : pixels;
      return { image: size === undefined ? image : await resize(image, size), width, height, channels: 1 };
    },
    async form(id) {
      const { width, height } = get(id);
      return { width, height, channels: 1 };
    },
  };
}

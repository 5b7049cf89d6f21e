import { join } from 'node:path';
import { pixelImage, type PixelImage } from '@pneumo/core';
import type { DecodedImage, DecodeOptions, ImageSource } from '../../sources/imageSource.ts';
import { checkFolder } from '../checkFolder.ts';
import { decodeGrey } from '../decodeGrey.ts';
import { listImageFiles } from '../imageFiles.ts';
import { readBytes } from '../readBytes.ts';
import { resizeNearest } from '../resizeNearest.ts';
import { fileSource } from './fileSource.ts';

/**
 * Gives a source lung masks that lie in a folder, under the same paths as the images, whatever their endings:
 * `train/NORMAL/IM-0115-0001.png` is the mask of `train/NORMAL/IM-0115-0001.jpeg`. Images without a mask stay without.
 * What is at least half white is inside.
 *
 * @param source - the images
 * @param root - the folder of the masks
 * @returns the same source, with `masks`
 * @throws PneumoError `NOT_FOUND`
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * await writeFolder(films.samples, films, `${root}/films`);
 * await writeFolder(films.samples.slice(0, 3), { size: 32, get: (id) => films.lungMask(id) }, `${root}/masks`);
 * const source = await withMasks(await openSource(`${root}/films`), `${root}/masks`);
 * source.masks!.samples.length; // 3
 * ```
 */
export async function withMasks(source: ImageSource, root: string): Promise<ImageSource> {
  await checkFolder(root);
  const { images } = await listImageFiles(root);
  const byStem = new Map(images.map((path) => [stem(path), path]));
  const samples = source.samples.filter(({ id }) => byStem.has(stem(id)));
  const files = fileSource({ name: `${source.name} masks`, samples, skipped: [], warnings: [] }, (id) => {
    const path = byStem.get(stem(id))!;
    return readBytes(join(root, path), path);
  });
  return { ...source, masks: { ...files, decode: decodeMask } };
}

async function decodeMask(
  id: string,
  bytes: Uint8Array,
  { size }: DecodeOptions = {},
): Promise<DecodedImage> {
  const { image, ...form } = await decodeGrey(bytes, `the mask of ${id}`);
  const mask = binary(image);
  return { ...form, image: size === undefined ? mask : resizeNearest(mask, size) };
}

function binary({ width, height, data }: PixelImage<Uint8Array>): PixelImage<Uint8Array> {
  return pixelImage(
    width,
    height,
    1,
    data.map((value) => (value >= 128 ? 255 : 0)),
  );
}

function stem(path: string): string {
  return path.normalize('NFC').replace(/\.[^./]+$/, '');
}

import { basename } from 'node:path';
import { pixelImage, PneumoError } from '@pneumo/core';
import sharp from 'sharp';
import type { Sample, SplitPart } from '../../sample.ts';
import type { DataWarning } from '../../sources/dataWarning.ts';
import type { DecodedImage, DecodeOptions, ImageSource } from '../../sources/imageSource.ts';
import type { OpenedImage } from '../../sources/openedImage.ts';
import { type NpyArray, parseNpy } from '../../sources/parseNpy.ts';
import { renderGrey } from '../../sources/renderGrey.ts';
import { resizeGrey } from '../resizeGrey.ts';
import { unknownSample } from './fileSource.ts';
import { openZip, type ZipArchive } from './zipArchive.ts';

/** The largest array of MedMNIST has 236 MB for pneumonia; all stay in memory. */
const MAX_ARRAY_BYTES = 2 ** 31 - 1;
const PARTS: readonly SplitPart[] = ['train', 'val', 'test'];

interface Part {
  images: NpyArray;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** What {@link openNpz} takes beside the file. */
export interface OpenNpzOptions {
  /** The data set's name; by default the file's, without `.npz`. */
  source?: string;
}

/**
 * Opens a MedMNIST archive of two classes, such as PneumoniaMNIST at 28 to 224 pixels: arrays `train_images`,
 * `train_labels` and the same for val and test; label 1 is PNEUMONIA. The images are held in memory.
 *
 * MedMNIST names no patients, so every image counts as a patient of its own, and a warning says so.
 *
 * @param path - the `.npz`
 * @param options - a name
 * @returns the source; ids are `train/0`, `train/1`, ...
 * @throws PneumoError `BAD_ARCHIVE`, `INVALID_NPY`, `INVALID_NPZ` when the arrays are missing, of other shapes, or the
 *   labels are not 0 and 1
 */
export async function openNpz(path: string, options: OpenNpzOptions = {}): Promise<ImageSource> {
  const { source = basename(path).replace(/\.npz$/i, '') } = options;
  const zip = await openZip(path, MAX_ARRAY_BYTES);
  const parts = new Map<string, Part>();
  const samples: Sample[] = [];
  for (const split of PARTS) {
    const names = [`${split}_images.npy`, `${split}_labels.npy`];
    if (!names.some((name) => zip.entries.has(name))) continue;
    const [images, labels] = [await arrayOf(zip, names[0]!), await arrayOf(zip, names[1]!)];
    const part = checkImages(images, `${path}: ${names[0]}`);
    checkLabels(labels, images.shape[0]!, `${path}: ${names[1]}`);
    parts.set(split, part);
    for (let i = 0; i < images.shape[0]!; i++) {
      const id = `${split}/${i}`;
      samples.push({ id, label: labels.data[i] === 1 ? 'PNEUMONIA' : 'NORMAL', patient: id, source, split });
    }
  }
  if (samples.length === 0) {
    throw new PneumoError(
      'INVALID_NPZ',
      `${path} holds ${[...zip.entries.keys()].slice(0, 6).join(', ') || 'nothing'}; expected train_images and train_labels, and the same for val and test.`,
    );
  }
  const warnings: DataWarning[] = [
    {
      code: 'UNMATCHED_PATIENTS',
      message: `${source} names no patients: each of its ${samples.length} images counts as a patient of its own.`,
    },
  ];
  const open = (id: string): { pixels: OpenedImage['pixels'] | Uint8Array; part: Part } =>
    pixelsAt(parts, id, source);
  const opened = async (id: string): Promise<OpenedImage> => {
    const { pixels, part } = open(id);
    const grey = pixels instanceof Uint8Array ? await luminance(pixels, part) : pixels;
    const deep = grey.data instanceof Uint16Array;
    return {
      pixels: grey,
      offset: 0,
      modality: { slope: 1, intercept: 0 },
      voi: { centre: deep ? 32767.5 : 127.5, width: deep ? 65535 : 255, shape: 'linear-exact' },
      inverted: false,
      pixelAspect: 1,
      columns: {},
      burnedIn: 'unknown',
    };
  };
  return {
    name: source,
    samples,
    skipped: [],
    warnings,
    async read(id) {
      const { pixels, part } = open(id);
      const { data } = pixels instanceof Uint8Array ? { data: pixels } : pixels;
      const values = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      // The same values in another shape are another image.
      const form = Uint32Array.of(part.width, part.height, part.channels, data.BYTES_PER_ELEMENT);
      return Buffer.concat([new Uint8Array(form.buffer), values]);
    },
    open: opened,
    async decode(id, _bytes, how: DecodeOptions = {}): Promise<DecodedImage> {
      const { part } = open(id);
      const grey = renderGrey(await opened(id), how.window);
      const image =
        how.size === undefined ? grey : await resizeGrey(grey, how.size, how.size, how.kernel ?? 'linear');
      return { image, width: part.width, height: part.height, channels: part.channels };
    },
    async form(id) {
      const { width, height, channels } = open(id).part;
      return { width, height, channels };
    },
  };
}

async function arrayOf(zip: ZipArchive, name: string): Promise<NpyArray> {
  if (!zip.entries.has(name))
    throw new PneumoError(
      'INVALID_NPZ',
      `${zip.path} has no ${name}; expected images and labels of each part.`,
    );
  return parseNpy(await zip.read(name), `${zip.path}: ${name}`);
}

function checkImages(images: NpyArray, name: string): Part {
  const [, height = 0, width = 0, channels = 1] = images.shape;
  const right =
    (images.shape.length === 3 || images.shape.length === 4) &&
    width > 0 &&
    height > 0 &&
    (channels === 1 || (channels === 3 && images.type === 'u1')) &&
    (images.type === 'u1' || images.type === 'u2');
  if (right) return { images, width, height, channels: channels as 1 | 3 };
  throw new PneumoError(
    'INVALID_NPZ',
    `${name} is ${images.shape.join('×')} of ${images.type}; expected images × height × width of u1 or u2, or with 3 channels of u1.`,
  );
}

function checkLabels(labels: NpyArray, count: number, name: string): void {
  const [length, classes = 1] = labels.shape;
  if (length !== count || classes !== 1 || labels.shape.length > 2) {
    throw new PneumoError(
      'INVALID_NPZ',
      `${name} is ${labels.shape.join('×')}; expected ${count}×1, one label an image: sets of several labels an image cannot be read.`,
    );
  }
  const other = labels.data.findIndex((value) => value !== 0 && value !== 1);
  if (other >= 0)
    throw new PneumoError(
      'INVALID_NPZ',
      `${name}: label ${other} is ${labels.data[other]}; expected 0 or 1.`,
    );
}

function pixelsAt(
  parts: ReadonlyMap<string, Part>,
  id: string,
  source: string,
): { pixels: OpenedImage['pixels'] | Uint8Array; part: Part } {
  const [, split = '', place = ''] = /^(train|val|test)\/(\d+)$/.exec(id) ?? [];
  const part = parts.get(split);
  const index = Number(place);
  if (!part || index >= part.images.shape[0]!) throw unknownSample(id, source);
  const { width, height, channels, images } = part;
  const length = width * height * channels;
  const data = (images.data as Uint8Array | Uint16Array).subarray(index * length, (index + 1) * length);
  return { pixels: channels === 3 ? (data as Uint8Array) : pixelImage(width, height, 1, data), part };
}

async function luminance(rgb: Uint8Array, { width, height }: Part): Promise<OpenedImage['pixels']> {
  const { buffer, byteOffset, byteLength } = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .greyscale()
    .raw()
    .toBuffer();
  return pixelImage(width, height, 1, new Uint8Array(buffer, byteOffset, byteLength));
}

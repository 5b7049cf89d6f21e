import sharp from 'sharp';
import type { AuditImage } from '../audit/auditTable.ts';
import { imageStatistics } from '../audit/imageStatistics.ts';
import { jpegQuality } from '../audit/jpegQuality.ts';
import type { Sample } from '../sample.ts';
import type { BadFile, ImageSource } from '../sources/imageSource.ts';
import type { OnBadFile } from './badFiles.ts';
import { eachImage } from './eachImage.ts';
import { sha256Hex } from './hashFiles.ts';

/** What {@link measureImages} takes beside the source. */
export interface MeasureImagesOptions {
  /** The samples to measure; all of the source by default. */
  samples?: readonly Sample[];
  /** What to do with files that cannot be decoded; `throw` by default. */
  onBadFile?: OnBadFile;
  /** Ends the measuring: the signal's reason is thrown. */
  signal?: AbortSignal;
  /** Called after each image. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** What {@link measureImages} found. */
export interface MeasuredImages {
  /** One row an image, in the order of the samples: what `auditImages` of `@pneumo/data` takes. */
  images: AuditImage[];
  /** Files that could not be decoded, where they were asked to be skipped. */
  skipped: BadFile[];
}

/** Decoding runs beside the measuring, which has one thread. */
const READERS = 4;

/**
 * Decodes every image of a source at its own size and measures it: the table that an audit is made from.
 *
 * @param source - the data set
 * @param options - which samples, what to do with bad files
 * @returns the table
 * @throws PneumoError `BAD_FILES` naming the files that cannot be decoded
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * await writeFolder(films.samples, films, root);
 * const { images } = await measureImages(await openSource(root));
 * images[0]!.bitDepth; // 8
 * ```
 */
export async function measureImages(
  source: Pick<ImageSource, 'samples' | 'read' | 'decode'>,
  options: MeasureImagesOptions = {},
): Promise<MeasuredImages> {
  const { samples = source.samples } = options;
  const { results, skipped } = await eachImage(samples, (sample) => measure(source, sample), {
    ...options,
    concurrency: READERS,
  });
  return { images: results, skipped };
}

async function measure(source: Pick<ImageSource, 'read' | 'decode'>, sample: Sample): Promise<AuditImage> {
  const bytes = await source.read(sample.id);
  const { image, width, height, channels } = await source.decode(sample.id, bytes);
  const quality = jpegQuality(bytes);
  const bitDepth = await bitDepthOf(bytes);
  return {
    sample,
    width,
    height,
    channels,
    bytes: bytes.length,
    ...(bitDepth !== undefined && { bitDepth }),
    ...(quality !== undefined && { jpegQuality: quality }),
    sha256: sha256Hex(bytes),
    statistics: imageStatistics(image),
  };
}

/** Bits a channel by the file's header; undefined for what is no ordinary image file. */
async function bitDepthOf(bytes: Uint8Array): Promise<number | undefined> {
  const { depth } = await sharp(bytes)
    .metadata()
    .catch(() => ({ depth: undefined }));
  return depth === 'uchar' ? 8 : depth === 'ushort' ? 16 : undefined;
}

import { checkInteger, type PixelImage } from '@pneumo/core';
import sharp from 'sharp';
import type { BadFile, ImageForm } from '../sources/imageSource.ts';
import { type FileHash, sha256Hex, unreadable } from './hashFiles.ts';
import { mapConcurrently } from './mapConcurrently.ts';
import type { CachedImage } from './pixelCache.ts';

/** A resized image and the form of its original. */
export interface ResizedImage extends ImageForm {
  /** Grey pixels of the size and depth asked. */
  image: PixelImage<Uint8Array | Uint16Array>;
}

/** What {@link decodeFiles} takes beside the files. */
export interface DecodeFilesOptions {
  /** Gives the stored bytes of a sample. */
  read: (id: string) => Promise<Uint8Array>;
  /** Decodes and resizes them. */
  decode: (id: string, bytes: Uint8Array) => Promise<ResizedImage>;
  /** Takes the values of each good image, in the order of the files, one call at a time. */
  append: (bytes: Uint8Array) => Promise<void>;
  /** Images decoded at once. */
  concurrency: number;
  /** No file is begun after it is aborted. */
  signal?: AbortSignal;
  /** Called after each file. */
  onProgress: (done: number) => void;
}

/** Decoded files. */
export interface DecodedFiles {
  /** The good ones, in their order. */
  images: CachedImage[];
  /** The bad ones. */
  skipped: BadFile[];
}

/** Images for each decoder that may wait for a slower one before them. */
const AHEAD = 4;

/**
 * Decodes files, several at once, and hands on the pixels in the files' order, so that nothing but a few images is held;
 * bad files are collected.
 *
 * @param hashes - the files and the hashes that were found before
 * @param options - how to read and decode, where the pixels go
 * @returns names of good and bad files
 */
export async function decodeFiles(
  hashes: readonly FileHash[],
  options: DecodeFilesOptions,
): Promise<DecodedFiles> {
  const { read, decode, append, concurrency, signal, onProgress } = options;
  checkInteger('concurrency', concurrency, { min: 1 });
  let done = 0;
  /** One promise a file: everything up to it has been handed on. */
  const handedOn: Promise<void>[] = [];

  async function decodeOne({ id, sha256, reason }: FileHash): Promise<Decoded> {
    if (reason !== undefined) return { result: { file: id, reason } };
    try {
      const bytes = await read(id);
      if (sha256Hex(bytes) !== sha256)
        return { result: { file: id, reason: 'changed while it was being read' } };
      const { image, width, height, channels } = await decode(id, bytes);
      return { result: { id, sha256, width, height, channels, bytes: bytes.length }, pixels: image.data };
    } catch (error) {
      return { result: { file: id, reason: unreadable(error) } };
    }
  }

  const decodeInTurn = async (hash: FileHash, i: number): Promise<Decoded['result']> => {
    const decoding = decodeOne(hash);
    const turn = Promise.all([decoding, handedOn[i - 1]]).then(async ([{ pixels }]) => {
      if (pixels) await append(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
    });
    // Whoever waits for it below sees its failure.
    turn.catch(() => undefined);
    handedOn.push(turn);
    const { result } = await decoding;
    await handedOn[i - AHEAD * concurrency];
    onProgress(++done);
    return result;
  };
  try {
    const results = await withQuietSharp(() => mapConcurrently(hashes, concurrency, decodeInTurn, signal));
    await handedOn.at(-1);
    return {
      images: results.flatMap((result) => ('reason' in result ? [] : [result])),
      skipped: results.filter((result) => 'reason' in result),
    };
  } catch (error) {
    // Nothing may be written after this has failed.
    await Promise.allSettled(handedOn);
    throw error;
  }
}

interface Decoded {
  result: CachedImage | BadFile;
  pixels?: Uint8Array | Uint16Array;
}

/**
 * Sets sharp for many small images at once, one thread each and nothing cached, and sets it back afterwards:
 * both are settings of the whole process.
 */
async function withQuietSharp<T>(run: () => Promise<T>): Promise<T> {
  const threads = sharp.concurrency();
  const { memory, files, items } = sharp.cache();
  sharp.concurrency(1);
  sharp.cache(false);
  try {
    return await run();
  } finally {
    sharp.concurrency(threads);
    sharp.cache({ memory: memory.max, files: files.max, items: items.max });
  }
}

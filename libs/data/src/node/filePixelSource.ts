import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PneumoError, systemCode } from '@pneumo/core';
import { pairMasks } from '../pairMasks.ts';
import { sharedPixelSource } from '../sharePixels.ts';
import {
  type FilePixels,
  type FilePixelSource,
  imageBytes,
  type PairedMasks,
  placedSource,
  type StoredPixels,
  type StoredPixelSource,
} from '../storedPixels.ts';

/**
 * Opens a file of pixels as a source that holds no image in memory: each is read by its position when it is asked for.
 * The operating system keeps what was read lately as long as there is memory to spare.
 *
 * @param pixels - size, depth, ids and the file
 * @returns the source; close it when it is done with
 * @throws PneumoError `CACHE_BROKEN` when the file is missing, cannot be read, or has another length than size, depth and
 *   ids say; an image fails with the same code when the file has become shorter since
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * writeFileSync('/tmp/pneumo-example-pixels.bin', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
 * const source = filePixelSource({ size: 2, ids: ['a', 'b'], file: '/tmp/pneumo-example-pixels.bin' });
 * [...source.get('b').data]; // [5, 6, 7, 8]
 * source.close();
 * ```
 */
export function filePixelSource(pixels: FilePixels): FilePixelSource {
  const { depth = 8, ids, file } = pixels;
  const length = imageBytes(pixels);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (cause) {
    throw broken(file, `cannot be opened (${systemCode(cause)})`, cause);
  }
  const { size } = fstatSync(descriptor);
  if (size !== ids.length * length) {
    closeSync(descriptor);
    throw broken(file, `is ${size} bytes long; expected ${ids.length * length}`);
  }
  const source = placedSource(pixels, (place) => {
    const bytes = readAt(place * length);
    return depth === 8 ? bytes : new Uint16Array(bytes.buffer);
  });

  function readAt(position: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      let count: number;
      try {
        count = readSync(descriptor, bytes, done, length - done, position + done);
      } catch (cause) {
        throw broken(file, `cannot be read at ${position + done} (${systemCode(cause)})`, cause);
      }
      if (count === 0) throw broken(file, `ends after ${position + done} bytes; expected ${size}`);
      done += count;
    }
    return bytes;
  }

  let open = true;
  return {
    ...source,
    file,
    close() {
      if (open) closeSync(descriptor);
      open = false;
      descriptor = -1;
    },
  };
}

/**
 * Opens pixels wherever they lie, with their masks: what a loading thread does with what it is sent.
 *
 * @param pixels - plain data
 * @returns the source
 */
export function openStoredPixels({ masks, ...pixels }: StoredPixels & PairedMasks): StoredPixelSource {
  const source = 'file' in pixels ? filePixelSource(pixels) : sharedPixelSource(pixels);
  return masks ? pairMasks(source, openStoredPixels(masks)) : source;
}

function broken(file: string, problem: string, cause?: unknown): PneumoError {
  return new PneumoError('CACHE_BROKEN', `The pixels ${file}: the file ${problem}. Build the cache again.`, {
    cause,
    details: { file },
  });
}

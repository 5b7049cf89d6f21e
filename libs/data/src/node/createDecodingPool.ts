import { Worker } from 'node:worker_threads';
import { checkInteger, isPneumoError } from '@pneumo/core';
import type { JpegDecoder } from '../sources/imageSource.ts';
import type { JpegAnswer, JpegRequest } from './jpeg/jpegWorker.ts';
import { workerEntry } from './workerEntry.ts';
import { workerQueue } from './workerQueue.ts';

/** A decoder of JPEG files with threads of its own: {@link DecodeOptions.jpegs}. */
export interface DecodingPool extends JpegDecoder {
  /** Ends the threads; what was not decoded yet is decoded in the caller's thread. */
  close(): Promise<void>;
}

/**
 * Decodes ordinary grey JPEG files in worker threads. Without one they are decoded in the caller's thread, by the
 * same code: the pixels are the same. {@link buildPixelCache} has one of its own.
 *
 * Idle threads do not keep the process alive, but close the pool when it is done with.
 *
 * @param options - `workers`: number of threads, 1 to 256
 * @returns the pool
 * @throws PneumoError `INVALID_ARGUMENT`; `NOT_BUILT` when the library runs from its TypeScript source and has not been built
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * const [sample] = await writeFolder(films.samples.slice(0, 1), films, root);
 * const jpegs = createDecodingPool({ workers: 2 });
 * const image = await readImageFile(`${root}/${sample!.id}`, { size: 16, jpegs });
 * await jpegs.close();
 * image.data.length; // 256
 * ```
 */
export function createDecodingPool({ workers: count }: { workers: number }): DecodingPool {
  checkInteger('workers', count, { min: 1, max: 256 });
  const entry = workerEntry('jpeg/jpegWorker.js');
  // Without execArgv a worker would look for TypeScript sources where the process does.
  const workers = Array.from({ length: count }, () => new Worker(entry, { execArgv: [] }));
  const lost = new Error('The decoding threads have ended.');
  const queue = workerQueue<JpegRequest, JpegAnswer>(workers, () => lost);
  return {
    // What a lost thread had to do is done by the caller, with the same result.
    decode: (bytes, size) => queue.ask({ bytes, size }).catch(() => undefined),
    async close() {
      queue.fail(lost);
      await queue.terminate();
    },
  };
}

/** Below this many files threads take longer to start than they save. */
const FEWEST_FOR_THREADS = 100;

/**
 * A pool for many files.
 *
 * @param files - how many there are
 * @param concurrency - how many are decoded at once
 * @returns the pool; nothing where it is not worth its start, or where the library runs unbuilt
 */
export function decodingPoolFor(files: number, concurrency: number): DecodingPool | undefined {
  if (files < FEWEST_FOR_THREADS || !(Number.isInteger(concurrency) && concurrency > 1)) return undefined;
  try {
    return createDecodingPool({ workers: Math.min(concurrency, 256) });
  } catch (error) {
    if (isPneumoError(error, 'NOT_BUILT')) return undefined;
    throw error;
  }
}

import { Worker } from 'node:worker_threads';
import { checkInteger, PneumoError } from '@pneumo/core';
import { type BatchLoader, type BatchRequest, inlineLoader } from '../batchLoader.ts';
import type { PairedMasks, StoredPixels, StoredPixelSource } from '../storedPixels.ts';
import type { WorkerAnswer } from './loadingWorker.ts';
import { workerEntry } from './workerEntry.ts';
import { workerQueue } from './workerQueue.ts';

/** What {@link createLoadingPool} takes. */
export interface LoadingPoolOptions {
  /**
   * Pixels in shared memory or in a file, which every thread opens for itself: a {@link PixelCache}, or any source through
   * `sharePixels` of `@pneumo/data`.
   */
  source: StoredPixelSource;
  /** Threads that make batches; 0 makes them in the caller's thread when they are asked for. */
  workers: number;
}

/** A loader with threads of its own. */
export interface LoadingPool extends BatchLoader {
  /** Ends the threads; batches under way fail with `POOL_CLOSED`. */
  close(): Promise<void>;
}

/**
 * Makes batches in worker threads, which read the pixels from shared memory or a file and hand over finished batches
 * without a copy. Which thread made a batch, and in which order they finished, cannot be seen in the batches.
 *
 * Idle threads do not keep the process alive, but close the pool when it is done with.
 *
 * @param options - pixels and number of threads
 * @returns the pool; its concurrency is the number of threads
 * @throws PneumoError `INVALID_ARGUMENT` for a number of workers outside 0 to 256; `NOT_BUILT` when the library
 *   runs from its TypeScript source and has not been built. A batch fails with what `makeBatch` of `@pneumo/data` throws,
 *   or with `WORKER_FAILED` when its thread ended.
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const ids = films.samples.map(({ id }) => id);
 * const pool = createLoadingPool({ source: sharePixels(films, ids), workers: 2 });
 * let images = 0;
 * for await (const batch of loadBatches({
 *   loader: pool, ids, samples: films.samples, batchSize: 8, seed: 1, epoch: 0,
 *   normalisation: { mean: [0.5], std: [0.25] }, channels: 1,
 * })) images += batch.shape[0];
 * await pool.close();
 * images === ids.length; // true
 * ```
 */
export function createLoadingPool({ source, workers: count }: LoadingPoolOptions): LoadingPool {
  checkInteger('workers', count, { min: 0, max: 256 });
  if (count === 0) return { ...inlineLoader(source), close: async () => undefined };
  const workerData = plainPixels(source);
  const entry = workerEntry('loadingWorker.js');
  // Without execArgv a worker would look for TypeScript sources where the process does.
  const workers = Array.from({ length: count }, () => new Worker(entry, { workerData, execArgv: [] }));
  const queue = workerQueue<BatchRequest, WorkerAnswer>(workers, (how) =>
    typeof how === 'number'
      ? new PneumoError('WORKER_FAILED', `A loading thread ended with code ${how}.`)
      : new PneumoError('WORKER_FAILED', `A loading thread ended: ${how.message}.`, { cause: how }),
  );
  return {
    concurrency: count,
    async load(request) {
      const answer = await queue.ask(request);
      if ('batch' in answer) return answer.batch;
      const { code, message, details } = answer.error;
      throw new PneumoError(code, message, { details });
    },
    async close() {
      queue.fail(
        new PneumoError('POOL_CLOSED', 'The loading pool was closed; make another one to load more batches.'),
      );
      await queue.terminate();
    },
  };
}

/** What of a source can be sent to a thread. */
function plainPixels(source: StoredPixelSource): StoredPixels & PairedMasks {
  const { size, depth, ids, masks } = source;
  const layout = { size, ...(depth !== undefined && { depth }), ids, ...(masks && { masks }) };
  return 'file' in source ? { ...layout, file: source.file } : { ...layout, buffer: source.buffer };
}

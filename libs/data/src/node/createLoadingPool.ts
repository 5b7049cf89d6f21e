import { Worker } from 'node:worker_threads';
import { checkInteger, PneumoError } from '@pneumo/core';
import type { Batch } from '../batch.ts';
import { type BatchLoader, type BatchRequest, inlineLoader } from '../batchLoader.ts';
import type { PairedMasks, StoredPixels, StoredPixelSource } from '../storedPixels.ts';
import type { WorkerAnswer } from './loadingWorker.ts';
import { workerEntry } from './workerEntry.ts';

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

interface Job {
  request: BatchRequest;
  resolve: (batch: Batch) => void;
  reject: (error: unknown) => void;
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
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  let failure: PneumoError | undefined;

  // Without execArgv a worker would look for TypeScript sources where the process does.
  const workers = Array.from({ length: count }, () => new Worker(entry, { workerData, execArgv: [] }));
  for (const worker of workers) {
    worker.on('message', (answer: WorkerAnswer) => finish(worker, answer));
    worker.on('error', (cause) =>
      fail(new PneumoError('WORKER_FAILED', `A loading thread ended: ${cause.message}.`, { cause })),
    );
    worker.on('exit', (code) =>
      fail(new PneumoError('WORKER_FAILED', `A loading thread ended with code ${code}.`)),
    );
    worker.unref();
    idle.push(worker);
  }

  function dispatch(): void {
    while (idle.length > 0 && waiting.length > 0) {
      const worker = idle.pop()!;
      const job = waiting.shift()!;
      busy.set(worker, job);
      worker.ref();
      worker.postMessage(job.request);
    }
  }

  function finish(worker: Worker, answer: WorkerAnswer): void {
    const job = busy.get(worker);
    busy.delete(worker);
    worker.unref();
    idle.push(worker);
    if ('batch' in answer) job?.resolve(answer.batch);
    else
      job?.reject(
        new PneumoError(answer.error.code, answer.error.message, { details: answer.error.details }),
      );
    dispatch();
  }

  /** The first reason stands; everything that waits fails with it. */
  function fail(error: PneumoError): void {
    failure ??= error;
    for (const job of [...busy.values(), ...waiting.splice(0)]) job.reject(failure);
    busy.clear();
  }

  return {
    concurrency: count,
    load: (request) =>
      new Promise<Batch>((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ request, resolve, reject });
        dispatch();
      }),
    async close() {
      fail(
        new PneumoError('POOL_CLOSED', 'The loading pool was closed; make another one to load more batches.'),
      );
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** What of a source can be sent to a thread. */
function plainPixels(source: StoredPixelSource): StoredPixels & PairedMasks {
  const { size, depth, ids, masks } = source;
  const layout = { size, ...(depth !== undefined && { depth }), ids, ...(masks && { masks }) };
  return 'file' in source ? { ...layout, file: source.file } : { ...layout, buffer: source.buffer };
}

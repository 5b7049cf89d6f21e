import { Worker } from 'node:worker_threads';
import { checkInteger, isPneumoError } from '@pneumo/core';
import type { DecodedImage, JpegDecoder } from '../sources/imageSource.ts';
import type { JpegAnswer, JpegRequest } from './jpeg/jpegWorker.ts';
import { workerEntry } from './workerEntry.ts';

/** A decoder of JPEG files with threads of its own: {@link DecodeOptions.jpegs}. */
export interface DecodingPool extends JpegDecoder {
  /** Ends the threads; what was not decoded yet is decoded in the caller's thread. */
  close(): Promise<void>;
}

interface Job {
  request: JpegRequest;
  resolve: (answer: JpegAnswer) => void;
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
  const waiting: Job[] = [];
  const busy = new Map<Worker, Job>();
  let open = true;
  // Without execArgv a worker would look for TypeScript sources where the process does.
  const workers = Array.from({ length: count }, () => new Worker(entry, { execArgv: [] }));
  const idle = [...workers];
  for (const worker of workers) {
    worker.on('message', (answer: JpegAnswer) => finish(worker, answer));
    worker.on('error', close);
    worker.on('exit', close);
    worker.unref();
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

  function finish(worker: Worker, answer: JpegAnswer): void {
    const job = busy.get(worker);
    busy.delete(worker);
    worker.unref();
    idle.push(worker);
    dispatch();
    job?.resolve(answer);
  }

  /** What a lost thread had to do is done by the caller, with the same result. */
  function close(): void {
    open = false;
    for (const job of [...busy.values(), ...waiting.splice(0)]) job.resolve(undefined);
    busy.clear();
  }

  return {
    decode: (bytes, size) =>
      new Promise<DecodedImage | undefined>((resolve) => {
        if (!open) return resolve(undefined);
        waiting.push({ request: { bytes, size }, resolve });
        dispatch();
      }),
    async close() {
      close();
      await Promise.all(workers.map((worker) => worker.terminate()));
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

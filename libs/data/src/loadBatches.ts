import type { AugmentPolicy } from '@pneumo/augment';
import { checkInteger, checkNumber, type Normalisation, PneumoError } from '@pneumo/core';
import type { Batch } from './batch.ts';
import type { BatchLoader, BatchRequest } from './batchLoader.ts';
import { epochOrder } from './epochOrder.ts';
import { type LastBatch, planBatches } from './planBatches.ts';
import type { Sample } from './sample.ts';

/** What {@link loadBatches} takes. */
export interface LoadBatchesOptions {
  /** Makes the batches: {@link inlineLoader}, or the pool of `@pneumo/data/node`. */
  loader: BatchLoader;
  /** The samples to go through once, such as a split's `train`. */
  ids: readonly string[];
  /** The data set, for the labels. */
  samples: readonly Pick<Sample, 'id' | 'label'>[];
  /** Images a batch; the last one may have fewer. */
  batchSize: number;
  /** The run's seed. */
  seed: number;
  /** The epoch, from 0. */
  epoch: number;
  /** Mean and standard deviation of each channel, on the 0..1 scale. */
  normalisation: Normalisation;
  /** Channels of the model's input. */
  channels: 1 | 3;
  /** How images are varied; not at all where missing. */
  policy?: AugmentPolicy;
  /**
   * Whether the epoch's order is drawn ({@link epochOrder}) or is that of `ids`, which may name a sample several
   * times ({@link balancedOrder}, {@link weightedOrder}); true by default.
   */
  shuffle?: boolean;
  /** What becomes of a last batch that is not full; `keep` by default. */
  lastBatch?: LastBatch;
  /** The first batch to give, from 0: where a resumed run goes on. */
  startBatch?: number;
  /** A factor for the loss of a sample; 1 where it is missing. */
  weightOf?: (id: string) => number;
  /** Batches that are made ahead of the one that is being used; the loader's concurrency by default, 0 for an inline one. */
  prefetch?: number;
  /**
   * Bytes that batches made ahead may take together; 512 MiB by default. Fewer batches are made ahead where they would
   * take more. How large one is shows the first; until then one is made ahead.
   */
  prefetchBytes?: number;
  /** Ends the loading: the next batch asked for throws the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Goes once through samples, batch by batch. Which images a batch holds and how they are varied follows from
 * seed, epoch and ids alone; the loader may finish in any order. No more than `prefetch` batches, nor more than
 * `prefetchBytes`, are made ahead: a slow consumer holds the loader back.
 *
 * @param options - see {@link LoadBatchesOptions}
 * @returns the batches of the epoch from `startBatch` on
 * @throws PneumoError `UNKNOWN_SAMPLE` when an id is not among the samples, `INVALID_ARGUMENT`, and what the loader throws
 *
 * @example
 * ```ts
 * const source = { size: 1, get: () => pixelImage(1, 1, 1, Uint8Array.of(0)) };
 * const samples: Sample[] = ['a', 'b', 'c'].map((id) => ({ id, label: 'NORMAL', patient: id, source: 'demo' }));
 * const sizes: number[] = [];
 * for await (const batch of loadBatches({
 *   loader: inlineLoader(source), ids: ['a', 'b', 'c'], samples, batchSize: 2, seed: 1, epoch: 0,
 *   normalisation: { mean: [0.5], std: [0.25] }, channels: 1,
 * })) sizes.push(batch.ids.length);
 * sizes; // [2, 1]
 * ```
 */
export async function* loadBatches(options: LoadBatchesOptions): AsyncGenerator<Batch, void, undefined> {
  const { loader, signal, startBatch = 0, prefetchBytes = 512 * 2 ** 20 } = options;
  const prefetch = options.prefetch ?? (loader.concurrency > 1 ? loader.concurrency : 0);
  checkInteger('prefetch', prefetch, { min: 0 });
  checkNumber('prefetchBytes', prefetchBytes, { min: 0 });
  const requests = planRequests(options);
  checkInteger('startBatch', startBatch, { min: 0, max: requests.length });
  const underWay: Promise<Batch>[] = [];
  let next = startBatch;
  let ahead = Math.min(prefetch, 1);
  const fill = (index: number): void => {
    while (next < requests.length && next <= index + ahead) {
      signal?.throwIfAborted();
      const loading = loader.load(requests[next++]!);
      // Whoever stops early never looks at these; their failures are no failures of the process.
      loading.catch(() => undefined);
      underWay.push(loading);
    }
  };
  for (let index = startBatch; index < requests.length; index++) {
    fill(index);
    const batch = await settled(underWay.shift()!, signal);
    if (index === startBatch) {
      ahead = Math.min(prefetch, Math.floor(prefetchBytes / bytesOf(batch)));
      fill(index);
    }
    yield batch;
  }
}

function bytesOf({ images, masks }: Batch): number {
  return images.byteLength + (masks?.byteLength ?? 0);
}

function planRequests(options: LoadBatchesOptions): BatchRequest[] {
  const {
    ids,
    samples,
    seed,
    epoch,
    batchSize,
    normalisation,
    channels,
    policy,
    weightOf,
    shuffle = true,
    lastBatch = 'keep',
  } = options;
  const byId = new Map(samples.map(({ id, label }) => [id, label === undefined ? { id } : { id, label }]));
  const order = shuffle ? epochOrder(ids, { seed, epoch }) : ids;
  const drawn = new Map<string, number>();
  return planBatches(order, batchSize, lastBatch).map((batch) => ({
    occurrences: batch.map((id) => {
      const before = drawn.get(id) ?? 0;
      drawn.set(id, before + 1);
      return before;
    }),
    samples: batch.map((id) => byId.get(id) ?? unknownSample(id)),
    ...(weightOf && { weights: batch.map(weightOf) }),
    ...(policy && { policy }),
    seed,
    epoch,
    normalisation,
    channels,
  }));
}

function unknownSample(id: string): never {
  throw new PneumoError('UNKNOWN_SAMPLE', `${id} is not among the samples; expected ids of this data set.`, {
    details: { id },
  });
}

/** The batch, or the signal's reason as soon as it is given. */
async function settled(loading: Promise<Batch>, signal: AbortSignal | undefined): Promise<Batch> {
  if (!signal) return loading;
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([loading, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

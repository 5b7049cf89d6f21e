import { studyPolicy } from '@pneumo/augment';
import { IMAGENET_NORMALISATION, randomStream } from '@pneumo/core';
import { type Batch, type BatchLoader, loadBatches, sharePixels } from '@pneumo/data';
import { createLoadingPool } from '@pneumo/data/node';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { noiseSource, numbered } from '../support/pixels.ts';

const samples = numbered(61);
const ids = samples.map(({ id }) => id);
const source = sharePixels(noiseSource(24), ids);
const request = {
  samples: samples.slice(0, 2),
  seed: 1,
  epoch: 0,
  normalisation: IMAGENET_NORMALISATION,
  channels: 3,
} as const;

const pools: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});
const poolOf = (workers: number): BatchLoader & { close(): Promise<void> } => {
  const pool = createLoadingPool({ source, workers });
  pools.push(pool);
  return pool;
};

/** Lets batches arrive in a drawn order, however the threads finished. */
const shuffled = (loader: BatchLoader, seed: number): BatchLoader => {
  const random = randomStream(seed, 'finish');
  return {
    concurrency: loader.concurrency,
    async load(one) {
      const batch = await loader.load(one);
      await new Promise((done) => setTimeout(done, random.integer(20)));
      return batch;
    },
  };
};

async function epochOf(loader: BatchLoader): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loadBatches({
    loader,
    ids,
    samples,
    batchSize: 7,
    seed: 11,
    epoch: 4,
    policy: studyPolicy,
    normalisation: IMAGENET_NORMALISATION,
    channels: 3,
    weightOf: (id) => (id === 's3' ? 2 : 1),
  }))
    batches.push(batch);
  return batches;
}

describe('createLoadingPool', () => {
  it('gives identical batches with 0, 1, 2 and 4 threads that finish in shuffled order', async () => {
    const expected = await epochOf(poolOf(0));
    expect(expected.flatMap((batch) => batch.ids).toSorted()).toEqual(ids.toSorted());
    for (const workers of [1, 2, 4]) {
      const pool = poolOf(workers);
      expect(pool.concurrency).toBe(workers);
      expect(await epochOf(pool)).toEqual(expected);
      expect(await epochOf(shuffled(pool, workers))).toEqual(expected);
    }
  });

  it('keeps the code and details of an error in a thread, and goes on', async () => {
    const pool = poolOf(1);
    const error = await errorOf(pool.load({ ...request, samples: [{ id: 'nobody', label: 'NORMAL' }] }));
    expect([error.code, error.details.id]).toEqual(['UNKNOWN_SAMPLE', 'nobody']);
    expect((await pool.load(request)).ids).toEqual(['s0', 's1']);
  });

  it('fails what waits when it is closed, and what comes later', async () => {
    const pool = poolOf(1);
    const waiting = [pool.load(request), pool.load(request)].map((loading) => errorOf(loading));
    await pool.close();
    for (const error of await Promise.all(waiting)) expect(error.code).toBe('POOL_CLOSED');
    expect((await errorOf(pool.load(request))).code).toBe('POOL_CLOSED');
  });

  it('fails with WORKER_FAILED when a thread cannot start', async () => {
    const broken = { ...source, ids: ['too', 'few'] };
    const pool = createLoadingPool({ source: broken, workers: 1 });
    pools.push(pool);
    const error = await errorOf(pool.load(request));
    expect(error.code).toBe('WORKER_FAILED');
    expect(error.message).toContain('2 images of 24×24 need 1152 bytes');
  });

  it('refuses numbers of threads that are none', async () => {
    expect((await errorOf(() => createLoadingPool({ source, workers: -1 }))).code).toBe('INVALID_ARGUMENT');
    expect((await errorOf(() => createLoadingPool({ source, workers: 1.5 }))).code).toBe('INVALID_ARGUMENT');
  });
});

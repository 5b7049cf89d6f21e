import { studyPolicy } from '@pneumo/augment';
import { randomStream } from '@pneumo/core';
import {
  type Batch,
  type BatchLoader,
  inlineLoader,
  loadBatches,
  type LoadBatchesOptions,
} from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';
import { noiseSource, numbered } from './support/pixels.ts';

const samples = numbered(23);
const ids = samples.map(({ id }) => id);
const base: LoadBatchesOptions = {
  loader: inlineLoader(noiseSource(8)),
  ids,
  samples,
  batchSize: 4,
  seed: 3,
  epoch: 2,
  normalisation: { mean: [0.5], std: [0.25] },
  channels: 1,
  policy: studyPolicy,
};

async function all(options: Partial<LoadBatchesOptions>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loadBatches({ ...base, ...options })) batches.push(batch);
  return batches;
}

/** A loader whose batches finish in a shuffled order, and that says how many were under way at most. */
function shuffling(seed: number, concurrency: number): BatchLoader & { most: number } {
  const inline = inlineLoader(noiseSource(8));
  const random = randomStream(seed, 'finish');
  let underWay = 0;
  return {
    concurrency,
    most: 0,
    async load(request) {
      this.most = Math.max(this.most, ++underWay);
      const batch = await inline.load(request);
      await new Promise((done) => setTimeout(done, random.integer(8)));
      underWay--;
      return batch;
    },
  };
}

describe('loadBatches', () => {
  it('goes through every sample once, in an order that the epoch changes', async () => {
    const [first, second] = [await all({ epoch: 0 }), await all({ epoch: 1 })];
    const order = (batches: Batch[]): string[] => batches.flatMap((batch) => batch.ids);
    expect(order(first).toSorted()).toEqual(ids.toSorted());
    expect(order(second).toSorted()).toEqual(ids.toSorted());
    expect(order(second)).not.toEqual(order(first));
    expect(first.map((batch) => batch.ids.length)).toEqual([4, 4, 4, 4, 4, 3]);
  });

  it('gives the same batches whatever the order in which they finish, and works no further ahead than told', async () => {
    const expected = await all({});
    for (const [seed, concurrency] of [
      [1, 2],
      [2, 4],
      [3, 9],
    ] as const) {
      const loader = shuffling(seed, concurrency);
      expect(await all({ loader })).toEqual(expected);
      expect(loader.most).toBeLessThanOrEqual(concurrency + 1);
      expect(loader.most).toBeGreaterThan(1);
    }
  });

  it('makes no more ahead than the memory allows, with the same batches', async () => {
    const expected = await all({});
    // A batch of 4 × 8 × 8 floats has 1,024 bytes.
    for (const [prefetchBytes, most] of [
      [5 * 1024, 6],
      [3 * 1024 + 1023, 4],
      [1024, 2],
      [1023, 2],
    ] as const) {
      const loader = shuffling(4, 5);
      expect(await all({ loader, prefetchBytes })).toEqual(expected);
      expect(loader.most).toBeLessThanOrEqual(most);
    }
    const alone = shuffling(5, 5);
    const batches = loadBatches({ ...base, loader: alone, prefetchBytes: 0 });
    await batches.next();
    await batches.next();
    alone.most = 0;
    for await (const batch of batches) expect(batch.ids.length).toBeGreaterThan(0);
    expect(alone.most).toBe(1);
  });

  it('goes on from any batch as if it had begun at the first', async () => {
    const whole = await all({});
    for (let startBatch = 0; startBatch <= whole.length; startBatch++) {
      expect(await all({ startBatch })).toEqual(whole.slice(startBatch));
    }
  });

  it('varies an image by seed, epoch and id, not by its batch', async () => {
    const imageOf = async (options: Partial<LoadBatchesOptions>): Promise<number[]> => {
      for (const { images, ids: names } of await all(options)) {
        const place = names.indexOf('s7');
        if (place >= 0) return [...images.subarray(place * 64, (place + 1) * 64)];
      }
      return [];
    };
    const expected = await imageOf({});
    expect(await imageOf({ batchSize: 7 })).toEqual(expected);
    expect(await imageOf({ ids: ['s7', 's2'] })).toEqual(expected);
    expect(await imageOf({ epoch: 3 })).not.toEqual(expected);
    expect(await imageOf({ seed: 4 })).not.toEqual(expected);
  });

  it('keeps the order of the ids and the pixels where nothing shall be drawn', async () => {
    const { policy: _, ...plain } = base;
    const batches: Batch[] = [];
    for await (const batch of loadBatches({
      ...plain,
      shuffle: false,
      weightOf: (id) => Number(id.slice(1)),
    }))
      batches.push(batch);
    expect(batches.flatMap((batch) => batch.ids)).toEqual(ids);
    expect(batches.flatMap((batch) => [...batch.weights])).toEqual(ids.map((_id, i) => i));
    const first = noiseSource(8).get('s0').data;
    expect(batches[0]!.images[5]).toBeCloseTo((first[5]! / 255 - 0.5) / 0.25, 6);
  });

  it('makes no batch before it is asked for, and none after the consumer has stopped', async () => {
    let made = 0;
    const inline = inlineLoader(noiseSource(8));
    const loader: BatchLoader = { concurrency: 2, load: (request) => (made++, inline.load(request)) };
    const batches = loadBatches({ ...base, loader });
    expect(made).toBe(0);
    await batches.next();
    expect(made).toBe(3);
    await new Promise((done) => setTimeout(done, 5));
    expect(made).toBe(3);
    await batches.return();
    expect(made).toBe(3);
  });

  it("ends with the signal's reason, also while a batch is under way", async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const stuck: BatchLoader = { concurrency: 2, load: () => new Promise(() => undefined) };
    const next = loadBatches({ ...base, loader: stuck, signal: controller.signal }).next();
    setTimeout(() => controller.abort(reason), 2);
    await expect(next).rejects.toBe(reason);
    await expect(all({ signal: controller.signal })).rejects.toBe(reason);
  });

  it('fails with the failure of the batch that was asked for, and leaves no failure unhandled', async () => {
    const loader: BatchLoader = {
      concurrency: 4,
      load: async ({ samples: [first] }) => Promise.reject(new Error(`no ${first!.id}`)),
    };
    await expect(all({ loader, shuffle: false })).rejects.toThrow('no s0');
  });

  it('refuses ids that are not among the samples and numbers that are none', async () => {
    expect((await errorOf(all({ ids: ['s1', 'x'] }))).code).toBe('UNKNOWN_SAMPLE');
    expect((await errorOf(all({ startBatch: 7 }))).message).toContain('startBatch is 7');
    expect((await errorOf(all({ prefetch: -1 }))).code).toBe('INVALID_ARGUMENT');
    expect((await errorOf(all({ prefetchBytes: -1 }))).code).toBe('INVALID_ARGUMENT');
    expect((await errorOf(all({ batchSize: 0 }))).code).toBe('INVALID_ARGUMENT');
  });
});

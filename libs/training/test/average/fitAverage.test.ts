import { assignWeights, fit, memoryCheckpointStore, reestimateBatchNormalisation } from '@pneumo/training';
import type { AverageConfig, Checkpoint, FitOptions } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { everything, last } from '../interrupted.ts';
import { BATCHES_PER_EPOCH, batchesFrom, recorder, tinyModel, tinyOptions, weightBytes } from '../support.ts';
import { difference } from './averageFixture.ts';

const swa: AverageConfig = { kind: 'swa', startEpoch: 2 };
const ema: AverageConfig = { kind: 'ema', decay: 0.8 };

/** Every weight's values now. */
const valuesOf = (model: LayersModel): Record<string, number[]> =>
  Object.fromEntries(model.weights.map((w) => [w.originalName, [...w.read().dataSync()]]));

/** The weights at each event of a kind, in the order of the events. */
function recordWeights(model: LayersModel, type: 'step' | 'epoch-end') {
  const rows: Record<string, number[]>[] = [];
  const onEvent: FitOptions['onEvent'] = (event) => void (event.type === type && rows.push(valuesOf(model)));
  return { rows, onEvent };
}

describe('a training with an average of weights', () => {
  it('keeps an exponential average of every weight beside itself', async () => {
    const model = tinyModel();
    const { rows, onEvent } = recordWeights(model, 'step');
    const { average } = await fit(tinyOptions(model, { average: ema, onEvent }));
    for (const name of Object.keys(rows[0]!)) {
      const expected = rows
        .map((row) => row[name]!)
        .reduce((mean, now) => mean.map((value, i) => 0.8 * value + 0.2 * now[i]!));
      expect(difference(average![name]!.values, expected)).toBeLessThan(1e-6);
    }
  });

  it('keeps the mean of the epochs from a start on, with batch normalisation estimated anew', async () => {
    const model = tinyModel();
    const { rows, onEvent } = recordWeights(model, 'epoch-end');
    const { average } = await fit(tinyOptions(model, { epochs: 4, average: swa, onEvent }));
    for (const name of ['conv/kernel', 'norm/gamma', 'head/bias']) {
      const expected = rows[1]![name]!.map(
        (_, i) => (rows[1]![name]![i]! + rows[2]![name]![i]! + rows[3]![name]![i]!) / 3,
      );
      expect(difference(average![name]!.values, expected)).toBeLessThan(1e-6);
    }
    const averaged = tinyModel(2);
    assignWeights(averaged, average!);
    const before = weightBytes(averaged);
    await reestimateBatchNormalisation(averaged, batchesFrom(3, 0));
    expect(weightBytes(averaged)).toEqual(before);
  });

  it.each([ema, swa])('trains as without it: $kind', async (average) => {
    const [plain, beside] = [tinyModel(), tinyModel()];
    const expected = await fit(tinyOptions(plain, { restoreBest: false }));
    const validate = async () => ({ loss: 1 });
    const { history } = await fit(
      tinyOptions(beside, { restoreBest: false, validate, average: { ...average, validate: true } }),
    );
    expect(weightBytes(beside)).toEqual(weightBytes(plain));
    expect(history.map(({ trainLoss }) => trainLoss)).toEqual(
      expected.history.map(({ trainLoss }) => trainLoss),
    );
  });

  it.each([ema, swa])('is judged by its average where that is asked for: $kind', async (config) => {
    const losses = [0.9, 0.5, 0.1, 0.2];
    const seen: Record<string, string>[] = [];
    const model = tinyModel();
    const own: Record<string, string>[] = [];
    const { best, average } = await fit(
      tinyOptions(model, {
        epochs: 4,
        average: { ...config, validate: true },
        validate: async ({ epoch }) => {
          seen.push(weightBytes(model));
          return { loss: losses[epoch - 1]! };
        },
        onEvent: (event) => void (event.type === 'epoch-end' && own.push(weightBytes(model))),
      }),
    );
    expect(best?.epoch).toBe(3);
    expect(weightBytes(model)).toEqual(seen[2]);
    expect(seen[2]).not.toEqual(own[2]);
    if (config.kind === 'swa') expect(seen[0]).toEqual(own[0]);
    assignWeights(model, average!);
    expect(weightBytes(model)).toEqual(seen[3]);
  });

  it.each<AverageConfig>([
    { ...ema, warmUp: true, validate: true },
    { ...swa, validate: true },
    { ...swa, everyEpochs: 2 },
  ])('goes on bit for bit from every checkpoint: %o', async (average) => {
    const store = memoryCheckpointStore();
    const checkpoints: Checkpoint[] = [];
    const model = tinyModel();
    const options = { average, checkpointEverySteps: 3 };
    const expected = await fit(
      everything(model, {
        ...options,
        store: {
          ...store,
          async save(name, checkpoint) {
            await store.save(name, checkpoint);
            if (name === 'last') checkpoints.push(await last(store));
          },
        },
      }),
    );
    expect(checkpoints.length).toBeGreaterThan(8);
    for (const resume of checkpoints) {
      const resumed = tinyModel(5);
      expect(await fit(everything(resumed, { ...options, resume }))).toEqual(expected);
      expect(weightBytes(resumed)).toEqual(weightBytes(model));
    }
  });

  it.each([ema, swa])('goes on bit for bit when it was aborted in validation: $kind', async (config) => {
    const average = { ...config, validate: true };
    const run = async (overrides: Partial<FitOptions>, seed = 1) => {
      const model = tinyModel(seed);
      const validate = async () => ({ loss: valuesOf(model)['head/bias']![0]! });
      const result = await fit(tinyOptions(model, { average, validate, ...overrides }));
      return { result, weights: weightBytes(model) };
    };
    const expected = await run({});
    const [store, controller] = [memoryCheckpointStore(), new AbortController()];
    const interrupted = await run({
      store,
      signal: controller.signal,
      validate: async ({ epoch }) => {
        if (epoch === 2) controller.abort();
        controller.signal.throwIfAborted();
        return { loss: 1 };
      },
    });
    expect(interrupted.result).toMatchObject({ stopped: 'aborted', average: null });
    const checkpoint = await last(store);
    expect(checkpoint.state).toMatchObject({ epoch: 1, batch: BATCHES_PER_EPOCH });
    // The loss of the first epoch was another one, which only the history tells.
    const resumed = await run({ resume: checkpoint, restoreBest: false }, 6);
    expect(resumed.result.average).toEqual(expected.result.average);
  });

  it('leaves no tensor behind', async () => {
    const model = tinyModel();
    await fit(tinyOptions(model, { epochs: 1 }));
    const before = tf.memory().numTensors;
    const fail = async () => {
      throw new Error('no figures');
    };
    for (const average of [ema, swa]) {
      await fit(tinyOptions(model, { average }));
      const judged = { average: { ...average, validate: true }, validate: fail };
      await expect(fit(tinyOptions(model, judged))).rejects.toThrow('no figures');
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has no average when no epoch has joined it', async () => {
    const { average } = await fit(tinyOptions(tinyModel(), { average: { kind: 'swa', startEpoch: 9 } }));
    expect(average).toBeNull();
    expect('average' in (await fit(tinyOptions(tinyModel(), { epochs: 1 })))).toBe(false);
  });

  it('tells onBeforeStep of the batches that statistics are estimated from', async () => {
    const steps: number[] = [];
    const { onEvent } = recorder();
    await fit(
      tinyOptions(tinyModel(), {
        epochs: 2,
        average: { kind: 'swa', startEpoch: 2 },
        onEvent,
        onBeforeStep: (step) => void steps.push(step),
      }),
    );
    expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 5, 6, 7, 8, 9]);
  });

  it('refuses a configuration that is not clear, and a checkpoint without its average', async () => {
    const bad = (average: unknown) =>
      expect(fit(tinyOptions(tinyModel(), { average: average as AverageConfig }))).rejects;
    await bad({ kind: 'mean' }).toThrow(/average\.kind is 'mean'; expected one of 'ema', 'swa'/);
    await bad({ kind: 'ema', decay: 1 }).toThrow(/average\.decay is 1/);
    await bad({ kind: 'ema', startEpoch: 1 }).toThrow(/'startEpoch', which 'ema' does not know/);
    await bad({ kind: 'swa', startEpoch: 0 }).toThrow(/average\.startEpoch is 0/);
    const store = memoryCheckpointStore();
    await fit(tinyOptions(tinyModel(), { average: ema, store }));
    const { average: _average, ...without } = await last(store);
    await expect(fit(tinyOptions(tinyModel(), { average: ema, resume: without }))).rejects.toThrow(
      /average of weights does not fit: 'conv\/kernel'.*is missing/,
    );
    const resume = await last(store);
    await expect(fit(tinyOptions(tinyModel(), { resume }))).rejects.toThrow(/average was \{"kind":"ema"/);
  });
});

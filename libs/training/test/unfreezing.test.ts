import { fit, memoryCheckpointStore } from '@pneumo/training';
import type { Checkpoint, FitEvent, FitOptions } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { last } from './interrupted.ts';
import { BATCHES_PER_EPOCH, recorder, tinyModel, tinyOptions, weightBytes } from './support.ts';

/** The head alone, the normalisation from the second epoch on, all from the third. */
function unfreeze(model: LayersModel): (epoch: number) => void {
  const joins: Record<string, number> = { conv: 2, norm: 1 };
  return (epoch) => {
    for (const layer of model.layers) layer.trainable = epoch >= (joins[layer.name] ?? 0);
  };
}

const options = (model: LayersModel, overrides: Partial<FitOptions> = {}): FitOptions =>
  tinyOptions(model, { epochs: 4, onBeforeEpoch: unfreeze(model), ...overrides });

describe('fit with onBeforeEpoch', () => {
  it('changes no weight before it joins, and all of them after', async () => {
    const model = tinyModel();
    const seen = [weightBytes(model)];
    await fit(
      options(model, {
        restoreBest: false,
        onEvent: ({ type }) => void (type === 'epoch-end' && seen.push(weightBytes(model))),
      }),
    );
    const changes = (name: string): boolean[] =>
      seen.slice(1).map((bytes, epoch) => bytes[name] !== seen[epoch]![name]);
    expect(changes('head/kernel')).toEqual([true, true, true, true]);
    expect(changes('norm/gamma')).toEqual([false, true, true, true]);
    expect(changes('conv/kernel')).toEqual([false, false, true, true]);
  });

  it('is the training of the head alone until others join', async () => {
    const [gradual, alone] = [tinyModel(), tinyModel()];
    for (const layer of alone.layers) layer.trainable = layer.name === 'head';
    await fit(options(gradual, { epochs: 1 }));
    await fit(tinyOptions(alone, { epochs: 1 }));
    expect(weightBytes(gradual)).toEqual(weightBytes(alone));
  });

  it('tells what joins', async () => {
    const model = tinyModel();
    const { events, onEvent } = recorder();
    await fit(options(model, { onEvent }));
    const at = (type: FitEvent['type']): FitEvent[] => events.filter((event) => event.type === type);
    expect(at('fit-start')).toMatchObject([{ parameters: 28 }]);
    expect(at('unfreeze')).toEqual([
      { type: 'unfreeze', epoch: 2, weights: ['norm/beta', 'norm/gamma'], parameters: 34 },
      { type: 'unfreeze', epoch: 3, weights: ['conv/kernel'], parameters: 61 },
    ]);
    const before = events[events.findIndex(({ type }) => type === 'unfreeze') + 1];
    expect(before).toMatchObject({ type: 'step', epoch: 2, batch: 1 });
  });

  it('goes on with the same bits wherever it was aborted', async () => {
    const run = async (place: number, store = memoryCheckpointStore(), resume?: Checkpoint) => {
      const model = tinyModel();
      const abort = new AbortController();
      const { history } = await fit(
        options(model, {
          store,
          signal: abort.signal,
          optimiser: { name: 'adam', weightDecay: 0.01 },
          average: { kind: 'ema', decay: 0.9, validate: true },
          ...(resume && { resume }),
          onEvent: (event) => {
            if (event.type === 'step' && event.step === place) abort.abort();
          },
        }),
      );
      return { weights: weightBytes(model), history };
    };
    const expected = await run(-1);
    for (let place = 1; place < 4 * BATCHES_PER_EPOCH; place++) {
      const store = memoryCheckpointStore();
      await run(place, store);
      expect([place, await run(-1, store, await last(store))]).toEqual([place, expected]);
    }
  });

  it('refuses to freeze again what learns, and leaves no tensor behind', async () => {
    const [model, other] = [tinyModel(), tinyModel()];
    const onBeforeEpoch = (epoch: number): void => {
      for (const layer of model.layers) layer.trainable = epoch === 0 || layer.name !== 'conv';
    };
    const tensors = tf.memory().numTensors;
    await expect(fit(options(model, { onBeforeEpoch }))).rejects.toThrow(
      "From epoch 2 on 1 weights would no longer learn, the first of them 'conv/kernel'; expected that onBeforeEpoch only unfreezes.",
    );
    await fit(options(other));
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

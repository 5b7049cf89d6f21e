import {
  estimateActivationBytes,
  estimateCheckpointBytes,
  fit,
  memoryCheckpointStore,
  serialiseCheckpoint,
} from '@pneumo/training';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { tinyModel, tinyOptions } from './support.ts';

describe('estimateCheckpointBytes', () => {
  it.each([
    [{ name: 'adam' }, false],
    [{ name: 'sgd' }, true],
    [{ name: 'sgd', momentum: 0.9 }, false],
    [{ name: 'lion' }, true],
    [{ name: 'rmsprop', momentum: 0.9, centered: true }, false],
  ] as const)(
    'is the size of a real checkpoint less its header, for %j, with an average: %s',
    async (optimiser, average) => {
      const model = tinyModel();
      const store = memoryCheckpointStore();
      await fit(
        tinyOptions(model, {
          epochs: 1,
          store,
          optimiser,
          ...(average && { average: { kind: 'ema', decay: 0.9 } }),
        }),
      );
      const bytes = await serialiseCheckpoint((await store.load('last'))!.checkpoint);
      const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect(estimateCheckpointBytes(model, optimiser, average)).toBe(bytes.length - header);
    },
  );
});

describe('estimateActivationBytes', () => {
  it('adds up the outputs of all layers, twice, in float32', () => {
    const model = tinyModel();
    const values = 6 * 6 * 3 * 3 + 3 * 3 * 3 + 27 + 1;
    expect(estimateActivationBytes(model, 4)).toBe(2 * 4 * 4 * values);
  });

  it('counts what is frozen in front of what learns only while it passes', () => {
    const model = tinyModel();
    model.getLayer('conv').trainable = false;
    model.getLayer('norm').trainable = false;
    // Of the frozen layers, the pool takes and gives the same or less than the two before it.
    expect(estimateActivationBytes(model, 4)).toBe(4 * 4 * (2 * 1 + 2 * 6 * 6 * 3));
  });

  it('takes functional models, whose input is no activation', () => {
    const input = layers.input({ shape: [8] });
    const output = layers.layers.dense({ units: 1 }).apply(input) as layers.SymbolicTensor;
    expect(estimateActivationBytes(layers.model({ inputs: input, outputs: output }), 1)).toBe(8);
  });
});

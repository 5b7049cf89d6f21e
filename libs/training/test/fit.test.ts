import { fit, memoryCheckpointStore, predictBatches } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  BATCHES_PER_EPOCH,
  batchesFrom,
  bce,
  makeBatch,
  recorder,
  tinyModel,
  tinyOptions,
  weightBytes,
} from './support.ts';

const heldOut = Array.from({ length: 12 }, (_, i) => `image-${100 + i}`);

describe('fit', () => {
  it('learns a difference between the classes', async () => {
    const model = tinyModel();
    const { history } = await fit(tinyOptions(model, { epochs: 8 }));
    expect(history.at(-1)!.trainLoss).toBeLessThan(history[0]!.trainLoss * 0.6);
    const { logits, labels } = await predictBatches(model, [makeBatch(heldOut, 0)]);
    const right = [...logits].filter((logit, i) => logit > 0 === (labels[i] === 1)).length;
    expect(right).toBeGreaterThanOrEqual(10);
  });

  it('takes the steps that tfjs-layers takes with the same batches', async () => {
    const options = {
      epochs: 1,
      optimiser: { name: 'sgd' },
      schedule: { kind: 'constant', learningRate: 0.1 },
    } as const;
    const [ours, theirs] = [tinyModel(), tinyModel()];
    await fit(tinyOptions(ours, options));
    const sgd = tf.train.sgd(0.1);
    for (const batch of batchesFrom(0, 0)) {
      sgd.minimize(
        () => {
          const logits = theirs.apply(tf.tensor(batch.images, batch.shape), { training: true }) as tf.Tensor;
          return tf.mean(
            bce(tf.tensor1d(batch.labels), tf.reshape(logits, [-1]), tf.tensor1d(batch.weights)),
          ) as tf.Scalar;
        },
        false,
        theirs.trainableWeights.map((weight) => weight.read() as tf.Variable),
      );
    }
    for (const [i, weight] of ours.weights.entries()) {
      const expected = theirs.weights[i]!.read().dataSync();
      for (const [k, value] of weight.read().dataSync().entries()) expect(value).toBeCloseTo(expected[k]!, 6);
    }
  });

  it('gives the same weights twice', async () => {
    const [a, b] = [tinyModel(), tinyModel()];
    await fit(tinyOptions(a));
    await fit(tinyOptions(b));
    expect(weightBytes(a)).toEqual(weightBytes(b));
  });

  it('leaves no tensor behind', async () => {
    const model = tinyModel();
    await fit(tinyOptions(model, { epochs: 1 }));
    const before = tf.memory().numTensors;
    await fit(tinyOptions(model, { epochs: 2, clipNorm: 1, optimiser: { name: 'adam', weightDecay: 0.01 } }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves no tensor behind when a step fails', async () => {
    const model = tinyModel();
    const before = tf.memory().numTensors;
    await expect(fit(tinyOptions(model, { loss: () => tf.scalar(1) as never }))).rejects.toThrow(
      /returned the shape \[\] for 4 examples; expected one value per example/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps frozen weights, bit for bit', async () => {
    const model = tinyModel();
    model.getLayer('conv').trainable = false;
    const before = weightBytes(model);
    await fit(tinyOptions(model, { restoreBest: false }));
    const after = weightBytes(model);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).not.toContain('conv/kernel');
    expect(changed).toContain('head/kernel');
  });

  it('keeps the weights of the best epoch, and names it', async () => {
    const losses = [0.5, 0.2, 0.4, 0.3];
    const seen: Record<string, string>[] = [];
    const model = tinyModel();
    const result = await fit(
      tinyOptions(model, {
        epochs: 4,
        validate: async ({ epoch }) => {
          seen.push(weightBytes(model));
          return { loss: losses[epoch - 1]! };
        },
      }),
    );
    expect(result.best).toEqual({ epoch: 2, step: 2 * BATCHES_PER_EPOCH, monitor: 'valLoss', value: 0.2 });
    expect(weightBytes(model)).toEqual(seen[1]);
    expect(seen[3]).not.toEqual(seen[1]);
  });

  it('stops early, with the best weights', async () => {
    const { events, onEvent } = recorder();
    const aurocs = [0.7, 0.9, 0.9, 0.8, 0.99];
    const result = await fit(
      tinyOptions(tinyModel(), {
        epochs: 5,
        validate: async ({ epoch }) => ({ auroc: aurocs[epoch - 1]! }),
        earlyStopping: { monitor: 'valAuroc', mode: 'max', patience: 2 },
        onEvent,
      }),
    );
    expect(result.stopped).toBe('early-stopped');
    expect(result.history).toHaveLength(4);
    expect(result.best?.epoch).toBe(2);
    expect(events.find((event) => event.type === 'early-stop')).toEqual({
      type: 'early-stop',
      epoch: 4,
      monitor: 'valAuroc',
      best: 0.9,
      wait: 2,
    });
  });

  it('tells everything in order, with seconds when a clock is given', async () => {
    const { events, onEvent } = recorder();
    let time = 0;
    await fit(
      tinyOptions(tinyModel(), {
        epochs: 1,
        onEvent,
        now: () => (time += 250),
        validate: async () => ({ loss: 1 }),
        schedule: { kind: 'step', learningRate: 0.1, everySteps: 4, factor: 0.5 },
      }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'fit-start',
      ...Array(5).fill('step'),
      'epoch-end',
      'fit-end',
    ]);
    expect(events[0]).toEqual({
      type: 'fit-start',
      epochs: 1,
      batchesPerEpoch: 5,
      parameters: 61,
      history: [],
      resumed: null,
    });
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ batch, step, images, seconds }) => [batch, step, images, seconds])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [n, n, 4, 0.75]),
    );
    const { row, best } = events.find((event) => event.type === 'epoch-end')!;
    expect(best).toBe(true);
    expect(row).toMatchObject({
      epoch: 1,
      step: 5,
      learningRate: 0.05,
      // The clock moves on by a quarter whenever it is read: when a batch comes, after its step, before the next.
      seconds: 3.75,
      dataSeconds: 1.25,
      imagesPerSecond: 20 / 3.75,
      validationSeconds: 0.25,
      valLoss: 1,
    });
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(row.trainLoss).toBeCloseTo(mean(steps.map(({ loss }) => loss)), 12);
    expect(row.gradientNorm).toBeCloseTo(mean(steps.map(({ gradientNorm }) => gradientNorm)), 12);
  });

  it('counts the seconds of waiting for batches, and no others', async () => {
    let time = 0;
    const passes = async (milliseconds: number): Promise<void> => {
      time += milliseconds;
    };
    const { history } = await fit(
      tinyOptions(tinyModel(), {
        epochs: 2,
        now: () => time,
        async *trainBatches(epoch, start) {
          for (const batch of batchesFrom(epoch, start)) {
            await passes(3);
            yield batch;
            // What a generator does when it is asked again is waiting, too.
            await passes(1);
          }
        },
        tick: () => passes(20),
        onEvent: ({ type }) => (type === 'step' ? passes(100) : undefined),
        onBeforeStep: () => void passes(1000),
      }),
    );
    // Nobody asks again after the last batch, and the last step's event and tick end no step.
    for (const row of history) {
      expect(row.dataSeconds).toBeCloseTo((5 * 3 + 4) / 1000, 12);
      expect(row.seconds).toBeCloseTo((5 * 1003 + 4 * 121) / 1000, 12);
    }
  });

  it('leaves seconds out when there is no clock', async () => {
    const { history } = await fit(tinyOptions(tinyModel(), { epochs: 1 }));
    expect(Object.keys(history[0]!)).toEqual(['epoch', 'step', 'trainLoss', 'learningRate', 'gradientNorm']);
  });

  it('notes the memory after each epoch where somebody measures it', async () => {
    let asked = 0;
    const memory = () => ({ current: 100 * ++asked, peak: 1000 + asked });
    const { history } = await fit(tinyOptions(tinyModel(), { epochs: 2, memory }));
    expect(history).toMatchObject([
      { memory: 100, peakMemory: 1001 },
      { memory: 200, peakMemory: 1002 },
    ]);
  });

  it('weighs a short last batch by its images in the mean loss', async () => {
    const losses: [number, number][] = [];
    const { history } = await fit(
      tinyOptions(tinyModel(), {
        epochs: 1,
        trainBatches: (epoch, start) => batchesFrom(epoch, start, 6),
        batchesPerEpoch: 2,
        onEvent: (event) => {
          if (event.type === 'step') losses.push([event.loss, event.images]);
        },
      }),
    );
    expect(losses.map(([, images]) => images)).toEqual([4, 2]);
    expect(history[0]!.trainLoss).toBeCloseTo((losses[0]![0] * 4 + losses[1]![0] * 2) / 6, 12);
  });

  it('adds the model’s regularisers to the loss', async () => {
    const one = (kernelRegularizer?: ReturnType<typeof layers.regularizers.l2>) =>
      layers.sequential({
        layers: [
          layers.layers.flatten({ inputShape: [6, 6, 1] }),
          layers.layers.dense({
            units: 1,
            kernelInitializer: 'ones',
            ...(kernelRegularizer && { kernelRegularizer }),
          }),
        ],
      });
    const options = {
      epochs: 1,
      batchesPerEpoch: 1,
      schedule: { kind: 'constant', learningRate: 1e-6 },
    } as const;
    const plain = await fit(tinyOptions(one(), options));
    const regular = await fit(tinyOptions(one(layers.regularizers.l2({ l2: 0.5 })), options));
    expect(regular.history[0]!.trainLoss - plain.history[0]!.trainLoss).toBeCloseTo(0.5 * 36, 4);
  });

  it('calls onBeforeStep with the steps completed, before each step', async () => {
    const steps: number[] = [];
    await fit(tinyOptions(tinyModel(), { epochs: 2, onBeforeStep: (step) => void steps.push(step) }));
    expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('leaves no tensor behind when the loss or validation throws', async () => {
    const model = tinyModel();
    const before = tf.memory().numTensors;
    const fail = () => {
      throw new Error('no such loss');
    };
    await expect(fit(tinyOptions(model, { loss: fail }))).rejects.toThrow('no such loss');
    await expect(fit(tinyOptions(model, { validate: async () => fail() }))).rejects.toThrow('no such loss');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('saves best before last after a better epoch, and last at every so many steps', async () => {
    const { events, onEvent } = recorder();
    const losses = [0.5, 0.6];
    await fit(
      tinyOptions(tinyModel(), {
        epochs: 2,
        onEvent,
        store: memoryCheckpointStore(),
        checkpointEverySteps: 4,
        validate: async ({ epoch }) => ({ loss: losses[epoch - 1]! }),
      }),
    );
    const told = events.flatMap((event) => {
      if (event.type === 'checkpoint') return [`${event.name} ${event.epoch}.${event.batch} ${event.step}`];
      return event.type === 'epoch-end' ? [`epoch ${event.row.epoch}`] : [];
    });
    expect(told).toEqual([
      'last 0.4 4',
      'epoch 1',
      'best 1.0 5',
      'last 1.0 5',
      'last 1.3 8',
      'epoch 2',
      'last 2.0 10',
    ]);
  });

  it('lets timers run between steps', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 0);
    const { tick: _quick, ...options } = tinyOptions(tinyModel(), { epochs: 1000 });
    const { stopped } = await fit({ ...options, signal: controller.signal });
    expect(stopped).toBe('aborted');
  });
});

import { randomStream } from '@pneumo/core';
import { fit, memoryCheckpointStore } from '@pneumo/training';
import type { Checkpoint, FitOptions, HistoryRow } from '@pneumo/training';
import { describe, expect, it } from 'vitest';
import { abortAt, EPOCHS, everything, last, STEPS, uninterrupted } from './interrupted.ts';
import { BATCHES_PER_EPOCH, recorder, tinyModel, tinyOptions, weightBytes } from './support.ts';

const withoutSeconds = (history: readonly HistoryRow[]): HistoryRow[] =>
  history.map(({ seconds: _s, dataSeconds: _d, imagesPerSecond: _i, validationSeconds: _v, ...row }) => row);

describe('a resumed training', () => {
  it('is compared with one in which rate, early stopping and best epoch all move', async () => {
    const { result } = await uninterrupted();
    expect(result.stopped).toBe('early-stopped');
    expect(result.best?.epoch).toBe(4);
    expect(result.history.map(({ learningRate }) => learningRate)).toEqual([0.05, 0.05, 0.05, 0.025, 0.0125]);
  });

  it('ends with the bits of an uninterrupted one, wherever it was aborted', async () => {
    const expected = await uninterrupted();
    const random = randomStream(11, 'abort');
    const places = [1, BATCHES_PER_EPOCH, ...Array.from({ length: 5 }, () => 1 + random.integer(STEPS - 1))];
    for (const place of places) {
      const store = memoryCheckpointStore();
      const first = await abortAt(place, store);
      expect(first.result.stopped).toBe('aborted');
      const second = await abortAt(-1, store, await last(store));
      expect(second).toEqual(expected);
    }
  });

  it('ends with the same bits after several interruptions', async () => {
    const expected = await uninterrupted();
    const store = memoryCheckpointStore();
    await abortAt(2, store);
    await abortAt(7, store, await last(store));
    await abortAt(8, store, await last(store));
    await abortAt(16, store, await last(store));
    expect(await abortAt(-1, store, await last(store))).toEqual(expected);
  });

  it('ends with the same bits when the process died between two checkpoints', async () => {
    const expected = await uninterrupted();
    // Every checkpoint that was ever written is one that kill -9 may leave as the newest.
    const checkpoints: Checkpoint[] = [];
    const keepAll = memoryCheckpointStore();
    const model = tinyModel();
    await fit(
      everything(model, {
        checkpointEverySteps: 3,
        store: {
          ...keepAll,
          async save(name, checkpoint) {
            await keepAll.save(name, checkpoint);
            if (name === 'last') checkpoints.push(await last(keepAll));
          },
        },
      }),
    );
    expect(checkpoints.length).toBeGreaterThan(EPOCHS + 2);
    for (const checkpoint of checkpoints) {
      expect(await abortAt(-1, memoryCheckpointStore(), checkpoint)).toEqual(expected);
    }
  });

  it('returns at once, with the best weights, when it had already ended', async () => {
    const store = memoryCheckpointStore();
    const model = tinyModel();
    const finished = await fit(everything(model, { store }));
    const { events, onEvent } = recorder();
    const again = tinyModel(3);
    const result = await fit(everything(again, { resume: await last(store), onEvent }));
    expect(result).toEqual(finished);
    expect(weightBytes(again)).toEqual(weightBytes(model));
    expect(events.map(({ type }) => type)).toEqual(['fit-start', 'fit-end']);
  });

  it('keeps the row of an epoch that was interrupted, seconds of both parts included', async () => {
    const plain = await fit(everything(tinyModel()));
    const store = memoryCheckpointStore();
    const clock = () => {
      let time = 0;
      return () => (time += 100);
    };
    const controller = new AbortController();
    const onEvent: FitOptions['onEvent'] = (event) => {
      if (event.type === 'step' && event.step === 7) controller.abort();
    };
    await fit(everything(tinyModel(), { store, signal: controller.signal, onEvent, now: clock() }));
    const { history } = await fit(everything(tinyModel(), { resume: await last(store), now: clock() }));
    expect(withoutSeconds(history)).toEqual(plain.history);
    // The clock is read three times a step: when its batch comes, after it, before the next.
    expect(history[1]?.seconds).toBeCloseTo(1.5, 9);
    expect(history[1]?.dataSeconds).toBeCloseTo(0.5, 9);
  });

  it('tells where it goes on, and why it may not be exact', async () => {
    const store = memoryCheckpointStore();
    const controller = new AbortController();
    const record = {
      engine: { name: 'onnx', threads: 2, plan: { conv: 'blocked' } },
      versions: { node: '20' },
    };
    await fit(
      everything(tinyModel(), {
        store,
        signal: controller.signal,
        ...record,
        onEvent: (event) => void (event.type === 'step' && event.step === 7 && controller.abort()),
      }),
    );
    const resumed = async (overrides: Partial<FitOptions>) => {
      const { events, onEvent } = recorder();
      await fit(everything(tinyModel(), { resume: await last(store), onEvent, ...overrides }));
      return events[0]?.type === 'fit-start' ? events[0].resumed : undefined;
    };
    expect(await resumed(record)).toEqual({ epoch: 1, batch: 2, step: 7, inexact: [] });
    const other = { engine: { name: 'cpu' }, versions: { node: '24' } };
    expect((await resumed(other))!.inexact).toEqual([
      'the engine was onnx and is cpu',
      'the number of threads was 2 and is not recorded',
      'the lowering plan is another',
      'node was 20 and is 24',
    ]);
  });

  it.each<FitOptions['optimiser']>([
    { name: 'sgd', momentum: 0.9, nesterov: true },
    { name: 'rmsprop', momentum: 0.9, centered: true },
    { name: 'lion', weightDecay: 0.1 },
    { name: 'adam', groups: [{ weights: ['conv/kernel'], learningRateFactor: 0.1, weightDecay: 0.5 }] },
  ])('ends with the same bits under $name', async (optimiser) => {
    const schedule = { kind: 'constant', learningRate: 0.003 } as const;
    const model = tinyModel();
    const store = memoryCheckpointStore();
    const checkpoints: Checkpoint[] = [];
    const expected = await fit(
      tinyOptions(model, {
        optimiser,
        schedule,
        checkpointEverySteps: 4,
        store: {
          ...store,
          async save(name, checkpoint) {
            await store.save(name, checkpoint);
            if (name === 'last') checkpoints.push(await last(store));
          },
        },
      }),
    );
    for (const resume of checkpoints.slice(0, 3)) {
      const resumed = tinyModel(9);
      expect(await fit(tinyOptions(resumed, { optimiser, schedule, resume }))).toEqual(expected);
      expect(weightBytes(resumed)).toEqual(weightBytes(model));
    }
  });

  it('refuses other settings, naming each', async () => {
    const store = memoryCheckpointStore();
    await abortAt(3, store);
    const resume = await last(store);
    await expect(fit(everything(tinyModel(), { resume, seed: 6, clipNorm: 1 }))).rejects.toThrow(
      /under other settings: seed was 5 and is 6; clipNorm was 0.5 and is 1/,
    );
  });

  it('may be made longer, unless its schedule stretches over all epochs', async () => {
    const run = async (schedule: FitOptions['schedule'], epochs: number, resume?: Checkpoint) => {
      const store = memoryCheckpointStore();
      await fit(tinyOptions(tinyModel(), { schedule, epochs, store, ...(resume && { resume }) }));
      return last(store);
    };
    const constant = { kind: 'constant', learningRate: 0.01 } as const;
    const longer = await run(constant, 3, await run(constant, 2));
    const straight = await run(constant, 3);
    expect(longer).toEqual(straight);
    const cosine = { kind: 'cosine', learningRate: 0.01 } as const;
    await expect(run(cosine, 3, await run(cosine, 2))).rejects.toThrow(/epochs was 2 and is 3/);
  });

  it('refuses a checkpoint of another model, naming the weights, and changes nothing', async () => {
    const store = memoryCheckpointStore();
    await abortAt(3, store);
    const { weights, ...rest } = await last(store);
    const { 'head/kernel': head, ...others } = weights;
    const forged: Checkpoint = {
      ...rest,
      weights: {
        ...others,
        'head/kernel': { shape: [9, 1], values: head!.values.slice(0, 9) },
        'tail/kernel': { shape: [1], values: Float32Array.of(1) },
      },
    };
    const model = tinyModel();
    const before = weightBytes(model);
    const error = await fit(everything(model, { resume: forged })).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'OTHER_MODEL' });
    expect((error as Error).message).toContain("'head/kernel' is [9, 1] instead of [27, 1]");
    expect((error as Error).message).toContain("'tail/kernel' [1] is not in the model");
    expect(weightBytes(model)).toEqual(before);
  });

  it('refuses to go on from the best weights alone', async () => {
    const store = memoryCheckpointStore();
    await fit(everything(tinyModel(), { store }));
    const best = (await store.load('best'))!.checkpoint;
    await expect(fit(everything(tinyModel(), { resume: best }))).rejects.toThrow(/goes on from 'last'/);
  });

  it('refuses when other layers are frozen than before', async () => {
    const store = memoryCheckpointStore();
    await abortAt(3, store);
    const model = tinyModel();
    model.getLayer('conv').trainable = false;
    await expect(fit(everything(model, { resume: await last(store) }))).rejects.toThrow(
      /'m\/conv\/kernel'.*layers frozen/,
    );
  });
});

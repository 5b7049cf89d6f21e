import { fit, memoryCheckpointStore } from '@pneumo/training';
import { describe, expect, it } from 'vitest';
import { abortAt, everything, last, uninterrupted } from './interrupted.ts';
import { BATCHES_PER_EPOCH, tinyModel } from './support.ts';

describe('an aborted training', () => {
  it('finishes the step in progress and saves it', async () => {
    const store = memoryCheckpointStore();
    const { result } = await abortAt(7, store);
    expect(result).toMatchObject({ stopped: 'aborted', history: [{ epoch: 1 }] });
    expect((await last(store)).state).toMatchObject({ epoch: 1, batch: 2, step: 7, sums: { images: 8 } });
  });

  it('stops before the first step when the signal came first', async () => {
    const { result } = await (async () => {
      const model = tinyModel();
      return { result: await fit(everything(model, { signal: AbortSignal.abort() })) };
    })();
    expect(result).toEqual({ stopped: 'aborted', history: [], best: null });
  });

  it('ends quietly when batches or validation give up because of the signal', async () => {
    const controller = new AbortController();
    const store = memoryCheckpointStore();
    const result = await fit(
      everything(tinyModel(), {
        store,
        signal: controller.signal,
        validate: async ({ signal }) => {
          controller.abort();
          signal!.throwIfAborted();
          return { loss: 1 };
        },
      }),
    );
    expect(result.stopped).toBe('aborted');
    expect((await last(store)).state).toMatchObject({ epoch: 0, batch: BATCHES_PER_EPOCH });
    const expected = await uninterrupted();
    expect(await abortAt(-1, store, await last(store))).toEqual(expected);
  });

  it('lets a real fault through even when the signal has fired', async () => {
    const controller = new AbortController();
    const fault = new Error('the disk is gone');
    const work = fit(
      everything(tinyModel(), {
        signal: controller.signal,
        validate: async () => {
          controller.abort();
          throw fault;
        },
      }),
    );
    await expect(work).rejects.toBe(fault);
  });
});

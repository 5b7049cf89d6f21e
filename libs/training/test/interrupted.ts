import { fit, predictBatches } from '@pneumo/training';
import type { Checkpoint, CheckpointStore, FitOptions, FitResult } from '@pneumo/training';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BATCHES_PER_EPOCH, batchesFrom, bce, tinyModel, tinyOptions, weightBytes } from './support.ts';

export const EPOCHS = 6;
/** Early stopping ends it after the fifth epoch. */
export const STEPS = 5 * BATCHES_PER_EPOCH;

/** A training with everything that has a state: moments, plateau, early stopping, the best epoch, clipping. */
export function everything(model: LayersModel, overrides: Partial<FitOptions> = {}): FitOptions {
  return tinyOptions(model, {
    epochs: EPOCHS,
    optimiser: { name: 'adam', weightDecay: 0.01 },
    schedule: {
      kind: 'plateau',
      learningRate: 0.05,
      warmUpSteps: 3,
      monitor: 'valLoss',
      mode: 'min',
      minDelta: 0.2,
      factor: 0.5,
      patience: 0,
    },
    clipNorm: 0.5,
    earlyStopping: { monitor: 'valLoss', mode: 'min', minDelta: 0.3, patience: 3 },
    validate: async () => {
      const { loss } = await predictBatches(model, batchesFrom(99, 0), { loss: bce });
      return { loss: loss! };
    },
    ...overrides,
  });
}

/** All that must be equal: weights, outcome, history, best epoch. */
export interface Ending {
  weights: Record<string, string>;
  result: FitResult;
}

/** How it ends when nothing interrupts it. */
export async function uninterrupted(): Promise<Ending> {
  const model = tinyModel();
  const result = await fit(everything(model));
  return { weights: weightBytes(model), result };
}

/** Trains with a signal that fires once a step count is reached. */
export async function abortAt(step: number, store: CheckpointStore, resume?: Checkpoint): Promise<Ending> {
  const controller = new AbortController();
  const model = tinyModel(resume ? 77 : 1);
  const result = await fit(
    everything(model, {
      store,
      signal: controller.signal,
      ...(resume && { resume }),
      onEvent: (event) => {
        if (event.type === 'step' && event.step === step) controller.abort();
      },
    }),
  );
  return { weights: weightBytes(model), result };
}

/** The newest checkpoint of a store. */
export const last = async (store: CheckpointStore): Promise<Checkpoint> =>
  (await store.load('last'))!.checkpoint;

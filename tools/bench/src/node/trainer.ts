import type { Batch } from '@pneumo/data';
import { sigmoidBinaryCrossEntropy } from '@pneumo/losses';
import { setDropoutState } from '@pneumo/models';
import { fit } from '@pneumo/training';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Something that trains a number of batches whenever it is called, going on where it stopped. */
export type Trainer = (batches: readonly Batch[]) => Promise<void>;

/**
 * One training by `fit` that waits for its batches: every call feeds some and resolves when the last
 * of them has been trained. So that a turn costs what its steps cost, and no start of a training.
 */
export function startTraining(model: LayersModel): Trainer {
  let give: (batches: readonly Batch[]) => void;
  let done: () => void = () => undefined;
  const next = (): Promise<readonly Batch[]> => new Promise((resolve) => (give = resolve));
  let waiting = next();
  const feed = async function* (): AsyncGenerator<Batch> {
    for (;;) {
      const batches = await waiting;
      waiting = next();
      yield* batches;
      // Only now has fit come back for more, so the last step is over.
      done();
    }
  };
  const training = fit({
    model,
    trainBatches: feed,
    batchesPerEpoch: 1e9,
    epochs: 1,
    seed: 0,
    loss: (labels, logits, sampleWeights) =>
      sigmoidBinaryCrossEntropy(labels, logits, {
        sampleWeights,
        classWeights: { negative: 1.94, positive: 0.67 },
      }),
    optimiser: { name: 'adam' },
    schedule: { kind: 'constant', learningRate: 1e-4 },
    onBeforeStep: (step) => void setDropoutState(model, { seed: 0, step }),
    restoreBest: false,
  });
  training.catch(() => undefined);
  return (batches) => {
    const trained = new Promise<void>((resolve) => (done = resolve));
    give(batches);
    return Promise.race([trained, training.then(() => undefined)]);
  };
}

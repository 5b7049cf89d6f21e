import type { Batch, BatchLoader } from '@pneumo/data';
import { loadBatches } from '@pneumo/data';
import type { BatchLoss } from '@pneumo/training';
import type { TrainConfig } from '../config/trainConfig.ts';
import { type Dataset, samplesOf } from './dataset.ts';
import { epochSampling } from './epochSampling.ts';
import { baseContract, INPUT_CHANNELS } from './modelSettings.ts';
import { classWeightsOf, lossOf, policyOf } from './trainingSettings.ts';

/** What a configuration trains on and is validated on, batch by batch. */
export interface TrainingBatches {
  /** Batches of every epoch. */
  perEpoch: number;
  /** The loss, with the class weights of what an epoch draws. */
  loss: BatchLoss;
  /** The batches of an epoch, from a number on, as the sampling and the augmentation make them. */
  train(loader: BatchLoader, epoch: number, startBatch: number): AsyncIterable<Batch>;
  /** The validation images, in order, as they are. */
  validation(loader: BatchLoader): AsyncIterable<Batch>;
}

/**
 * The batches of a configuration.
 *
 * @throws PneumoError what `epochSampling` throws
 */
export function trainingBatches(config: TrainConfig, dataset: Dataset): TrainingBatches {
  const sampling = epochSampling(config, samplesOf(dataset, 'train'));
  const policy = policyOf(config);
  const common = {
    samples: dataset.samples,
    batchSize: config.batchSize,
    seed: config.seed,
    normalisation: baseContract(config).normalisation,
    channels: INPUT_CHANNELS,
    shuffle: false,
  } as const;
  return {
    perEpoch: sampling.batches,
    loss: lossOf(config, classWeightsOf(config, sampling.labels)),
    train: (loader, epoch, startBatch) =>
      loadBatches({
        ...common,
        loader,
        ids: sampling.order(epoch),
        lastBatch: sampling.lastBatch,
        epoch,
        startBatch,
        ...(policy && { policy }),
      }),
    validation: (loader) => loadBatches({ ...common, loader, ids: dataset.split.val, epoch: 0 }),
  };
}

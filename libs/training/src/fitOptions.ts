import { checkMixPolicy, type MixPolicy } from '@pneumo/augment';
import { checkInteger, checkPositive, PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Checkpoint, EngineRecord, FitSettings } from './checkpoint/checkpoint.ts';
import type { CheckpointPlace } from './checkpoint/checkpointPlace.ts';
import type { CheckpointStore } from './checkpoint/checkpointStore.ts';
import { checkAverageConfig } from './average/averageConfig.ts';
import type { AverageConfig } from './average/averageConfig.ts';
import { checkModel } from './checkModel.ts';
import { checkEarlyStopping } from './earlyStopping.ts';
import type { EarlyStoppingConfig } from './earlyStopping.ts';
import type { FitEvent } from './fitEvent.ts';
import type { MemoryUse } from './history.ts';
import type { Monitor } from './monitor.ts';
import { checkMonitor } from './monitor.ts';
import { checkOptimiserConfig } from './optimiser/optimiserConfig.ts';
import type { OptimiserConfig } from './optimiser/optimiserConfig.ts';
import { checkScheduleConfig } from './schedule/scheduleConfig.ts';
import type { ScheduleConfig } from './schedule/scheduleConfig.ts';

/**
 * A loss: labels [n] (0 or 1, or between them for mixed images), logits [n] and sample weights [n] in, one value per example out. `fit`
 * minimises the mean over the batch, divided by n whatever the weights, as Keras does.
 */
export type BatchLoss = (labels: Tensor1D, logits: Tensor1D, weights: Tensor1D) => Tensor1D;

/** What `validate` is told. */
export interface ValidationContext {
  /** The epoch that has just been trained, from 1. */
  readonly epoch: number;
  /** Steps completed. */
  readonly step: number;
  /** Where the last checkpoint was saved that the training can go on from; null while there is none. */
  readonly lastCheckpoint: CheckpointPlace | null;
  /** The training's own signal, to pass on. */
  readonly signal?: AbortSignal;
}

/** What `fit` takes. */
export interface FitOptions {
  /** A built model that gives logits [n, 1]; it stays the caller's, and is trained in place. */
  readonly model: LayersModel;
  /**
   * The end of the model that batches go through when they hold features instead of images, such as
   * `frozenPrefix` of `@pneumo/models` gives; its variables are the model's. Checkpoints hold the whole model, so that
   * a training may go on with the suffix or without.
   */
  readonly suffix?: LayersModel;
  /**
   * The batches of an epoch (from 0), beginning with number `startBatch` (from 0). Must give the same
   * batches whenever it is asked for the same ones. The first `batchesPerEpoch - startBatch` are taken.
   */
  readonly trainBatches: (epoch: number, startBatch: number) => AsyncIterable<Batch> | Iterable<Batch>;
  /** Batches in one epoch, at least 1. */
  readonly batchesPerEpoch: number;
  /** Epochs to train, at least 1. */
  readonly epochs: number;
  /** The run's seed; recorded, and compared on resume. */
  readonly seed: number;
  /** One value per example, see {@link BatchLoss}. */
  readonly loss: BatchLoss;
  /** The optimiser, as plain JSON. */
  readonly optimiser: OptimiserConfig;
  /** The learning-rate schedule, as plain JSON. */
  readonly schedule: ScheduleConfig;
  /** Gradients longer than this (global norm) are scaled down to it; no clipping when left out. */
  readonly clipNorm?: number;
  /**
   * Batches larger than this are passed in parts of at most so many images, whose gradients are added up
   * before the one step (gradient accumulation): the same step with less memory, but for rounding, and but
   * for layers that look at a whole batch. Batch normalisation takes each part's own statistics. Dropout of
   * `@pneumo/models` draws the same masks when it is told `firstExample` by `onBeforeStep`.
   */
  readonly microBatchSize?: number;
  /**
   * Judges the model after each epoch: figures by name, such as `{ loss, auroc }`; in the history they
   * are `valLoss`, `valAuroc`. Every figure must be finite.
   */
  readonly validate?: (context: ValidationContext) => Promise<Readonly<Record<string, number>>>;
  /**
   * Mixes the images of each batch, mixup or cutmix of `@pneumo/augment`, by the seed, the epoch and the batch; not at
   * all when left out. The loss then gets labels between 0 and 1, which give the mixture of the losses where it is
   * linear in them, as cross-entropy is. Masks are left out of mixed batches.
   */
  readonly mix?: MixPolicy;
  /** Averages the weights beside the training, see {@link EmaConfig} and {@link SwaConfig}; not at all when left out. */
  readonly average?: AverageConfig;
  /** Stops when a figure no longer improves; never when left out. */
  readonly earlyStopping?: EarlyStoppingConfig;
  /** What makes an epoch the best; by default early stopping's figure, else `valLoss`, else `trainLoss`. */
  readonly best?: Monitor;
  /** Whether the model ends with the weights of its best epoch; true by default. Not after an abort. */
  readonly restoreBest?: boolean;
  /** Where checkpoints go: `last` after each epoch and on abort, `best` after each better epoch. */
  readonly store?: CheckpointStore;
  /** Also saves `last` whenever this many steps have been completed; only between epochs when left out. */
  readonly checkpointEverySteps?: number;
  /** Goes on from here; load it from a store's `last`. */
  readonly resume?: Checkpoint;
  /** Ends the training after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Told everything that happens, in order; the training waits for what it returns. */
  readonly onEvent?: (event: FitEvent) => void | Promise<void>;
  /**
   * Called before each step with the steps completed so far, to set what is drawn per step, such as dropout;
   * with micro-batches before each of them, and with the number of its first image in the batch, else 0. Also
   * before the batches that an average's batch normalisation is estimated from, with the number of their step.
   */
  readonly onBeforeStep?: (step: number, firstExample: number) => void;
  /**
   * Called before the first step of each epoch (from 0), to let more weights learn, as `setTrainable` with
   * `gradualUnfreezing` of `@pneumo/models` does. What learns once goes on learning; the optimiser begins anew
   * for what joins. On resume it is called for every epoch that had begun, in order, so it must depend on the epoch
   * alone.
   */
  readonly onBeforeEpoch?: (epoch: number) => void;
  /** A clock in milliseconds; without it there are no seconds in events and history. */
  readonly now?: () => number;
  /** Measures the memory of the process, once an epoch; without it there is none in the history. */
  readonly memory?: () => MemoryUse;
  /** Lets the event loop turn between steps, so that signals and timers run; a macrotask by default. */
  readonly tick?: () => Promise<void>;
  /** What computes; recorded in checkpoints, and compared on resume. */
  readonly engine?: EngineRecord;
  /** Versions of what takes part; recorded in checkpoints, and compared on resume. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** Checks the options once, at the edge, and draws the settings from them. */
export function fitSettings(options: FitOptions): FitSettings {
  checkInteger('epochs', options.epochs, { min: 1 });
  checkInteger('batchesPerEpoch', options.batchesPerEpoch, { min: 1 });
  checkInteger('seed', options.seed, { min: 0 });
  checkOptimiserConfig(options.optimiser);
  checkScheduleConfig(options.schedule);
  if (options.clipNorm !== undefined) checkPositive('clipNorm', options.clipNorm);
  if (options.microBatchSize !== undefined)
    checkInteger('microBatchSize', options.microBatchSize, { min: 1 });
  if (options.mix !== undefined) checkMixPolicy(options.mix, 'mix');
  if (options.average !== undefined) checkAverageConfig(options.average);
  if (options.checkpointEverySteps !== undefined) {
    checkInteger('checkpointEverySteps', options.checkpointEverySteps, { min: 1 });
  }
  if (options.earlyStopping !== undefined) checkEarlyStopping(options.earlyStopping);
  if (options.best !== undefined) checkMonitor('best', options.best);
  checkModel(options.model);
  if (options.suffix !== undefined) checkSuffix(options);
  return {
    seed: options.seed,
    epochs: options.epochs,
    batchesPerEpoch: options.batchesPerEpoch,
    optimiser: options.optimiser,
    schedule: options.schedule,
    clipNorm: options.clipNorm ?? null,
    ...(options.mix !== undefined && { mix: options.mix }),
    ...(options.average !== undefined && { average: options.average }),
    ...(options.microBatchSize !== undefined && { microBatchSize: options.microBatchSize }),
    earlyStopping: options.earlyStopping ?? null,
    best: options.best ?? defaultBest(options),
  };
}

function checkSuffix({ model, suffix, mix }: FitOptions): void {
  checkModel(suffix!);
  const own = new Set(model.weights);
  const missing = model.trainableWeights.filter((weight) => !suffix!.trainableWeights.includes(weight));
  const strange = suffix!.weights.filter((weight) => !own.has(weight));
  const [weight] = [...missing, ...strange];
  if (weight) {
    throw new PneumoError(
      'INVALID_MODEL',
      `The weight '${weight.originalName}' is ${missing.length > 0 ? 'trainable, but not in the suffix' : "not the model's"}; expected a suffix that shares all trainable weights, as frozenPrefix of @pneumo/models gives.`,
    );
  }
  if (mix !== undefined) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      'mix came with a suffix: features would be mixed instead of images. Leave out one of them.',
    );
  }
}

function defaultBest({ earlyStopping, validate }: FitOptions): Monitor {
  if (earlyStopping) return { monitor: earlyStopping.monitor, mode: earlyStopping.mode };
  return { monitor: validate ? 'valLoss' : 'trainLoss', mode: 'min' };
}

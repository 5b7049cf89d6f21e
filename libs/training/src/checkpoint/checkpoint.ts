import type { MixPolicy } from '@pneumo/augment';
import type { AverageConfig } from '../average/averageConfig.ts';
import type { EarlyStoppingConfig, EarlyStoppingState } from '../earlyStopping.ts';
import type { EpochSums, HistoryRow } from '../history.ts';
import type { Monitor } from '../monitor.ts';
import type { OptimiserConfig } from '../optimiser/optimiserConfig.ts';
import type { PlateauState } from '../schedule/plateau.ts';
import type { ScheduleConfig } from '../schedule/scheduleConfig.ts';

/** The version of the checkpoint format that this package writes, and the newest it reads. */
export const CHECKPOINT_SCHEMA_VERSION = 1;

/** A tensor on the host. */
export interface HostTensor {
  /** Its shape; empty for a scalar. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly values: Float32Array;
}

/** Tensors by name. */
export type HostTensors = Readonly<Record<string, HostTensor>>;

/** The best epoch so far. */
export interface BestEpoch {
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Steps completed at its end. */
  readonly step: number;
  /** The monitored column of the history. */
  readonly monitor: string;
  /** Its value. */
  readonly value: number;
}

/**
 * Where a training stands between two steps: all that the loop remembers beside tensors, as plain
 * JSON. Random draws need no state, since each is a function of (seed, epoch, sample id) or (seed, step).
 */
export interface FitState {
  /** Epochs completed. */
  readonly epoch: number;
  /** Batches completed of the epoch that follows them. */
  readonly batch: number;
  /** Steps completed since the start. */
  readonly step: number;
  /** Sums of the epoch in progress. */
  readonly sums: EpochSums;
  /** One row for each epoch completed. */
  readonly history: readonly HistoryRow[];
  /** Of a plateau schedule, else null. */
  readonly schedule: PlateauState | null;
  /** Of early stopping, else null. */
  readonly earlyStopping: EarlyStoppingState | null;
  /** The best epoch so far; null before the first. */
  readonly best: BestEpoch | null;
}

/** The settings that a resumed training must share with the interrupted one. */
export interface FitSettings {
  /** The run's seed. */
  readonly seed: number;
  /** Epochs to train. */
  readonly epochs: number;
  /** Batches of one epoch. */
  readonly batchesPerEpoch: number;
  /** The optimiser. */
  readonly optimiser: OptimiserConfig;
  /** The learning-rate schedule. */
  readonly schedule: ScheduleConfig;
  /** Greatest global gradient norm, null for no clipping. */
  readonly clipNorm: number | null;
  /** How images are mixed; missing where they are not. */
  readonly mix?: MixPolicy;
  /** The average of weights; missing where there is none. */
  readonly average?: AverageConfig;
  /** Most images of one pass; missing where batches are passed whole. */
  readonly microBatchSize?: number;
  /** Early stopping, null for none. */
  readonly earlyStopping: EarlyStoppingConfig | null;
  /** What makes an epoch the best. */
  readonly best: Monitor;
}

/** What computed the figures; a resumed training is exact only when it is the same. */
export interface EngineRecord {
  /** The engine's name, such as `onnx`. */
  readonly name: string;
  /** Threads it computed with. */
  readonly threads?: number;
  /** Its lowering plan, as plain JSON. */
  readonly plan?: unknown;
}

/** Everything that an interrupted training needs to go on as if nothing had happened. */
export interface Checkpoint {
  /** Version of this structure; {@link CHECKPOINT_SCHEMA_VERSION}. */
  readonly schemaVersion: number;
  /** Names and shapes of the model's weights as one hash, see `modelFingerprint`. */
  readonly modelFingerprint: string;
  /** The settings of the training. */
  readonly settings: FitSettings;
  /** Where it stands. */
  readonly state: FitState;
  /** What computed it, when known. */
  readonly engine: EngineRecord | null;
  /** Versions of what took part, such as `{ node: '20.20.2' }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Every weight of the model. */
  readonly weights: HostTensors;
  /** The optimiser's state, named `slot/weight`; empty in a checkpoint that only keeps the best weights. */
  readonly optimiser: HostTensors;
  /** The weights of the best epoch; empty before the first, and in a checkpoint that only keeps them. */
  readonly best: HostTensors;
  /** The average's state, by the names of the weights; missing while there is none, and in a checkpoint that only keeps the best weights. */
  readonly average?: HostTensors;
}

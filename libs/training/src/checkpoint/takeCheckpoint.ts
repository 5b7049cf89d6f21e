import type { WeightAverage } from '../average/weightAverage.ts';
import type { NamedWeight } from '../modelWeights.ts';
import type { Optimiser } from '../optimiser/createOptimiser.ts';
import { CHECKPOINT_SCHEMA_VERSION } from './checkpoint.ts';
import type { Checkpoint, EngineRecord, FitSettings, FitState, HostTensors } from './checkpoint.ts';
import { readTensors } from './hostTensors.ts';

/** What every checkpoint of a training tells. */
export interface CheckpointCommon {
  /** Of the model's structure. */
  readonly fingerprint: string;
  /** The training's settings. */
  readonly settings: FitSettings;
  /** How far it is. */
  readonly state: FitState;
  /** What computes. */
  readonly engine: EngineRecord | null;
  /** Versions of what the bits depend on. */
  readonly versions: Readonly<Record<string, string>>;
  /** Weights of the best epoch; empty before the first. */
  readonly best: HostTensors;
}

/** What a training goes on from. */
export interface CheckpointSources {
  /** All weights. */
  readonly weights: readonly NamedWeight[];
  /** The optimiser. */
  readonly optimiser: Optimiser;
  /** The average of weights, null for none. */
  readonly average: WeightAverage | null;
}

/** Everything that a training needs to go on. */
export async function lastCheckpoint(
  common: CheckpointCommon,
  { weights, optimiser, average }: CheckpointSources,
): Promise<Checkpoint> {
  const averaged = (await average?.read()) ?? {};
  return {
    ...head(common),
    weights: await readTensors(weights),
    optimiser: await readTensors(optimiser.state),
    best: common.best,
    ...(Object.keys(averaged).length > 0 && { average: averaged }),
  };
}

/** The weights of the best epoch alone. */
export function bestCheckpoint(common: CheckpointCommon): Checkpoint {
  return { ...head(common), weights: common.best, optimiser: {}, best: {} };
}

function head({ fingerprint, settings, state, engine, versions }: CheckpointCommon) {
  return {
    schemaVersion: CHECKPOINT_SCHEMA_VERSION,
    modelFingerprint: fingerprint,
    settings,
    state,
    engine,
    versions,
  } as const;
}

import { binaryLabel, type Sample, type SplitPart } from '@pneumo/data';
import {
  chooseThreshold,
  type ChosenThreshold,
  type EvaluateOptions,
  type Evaluation,
  evaluatePredictions,
  parseThresholdRule,
  type Prediction,
  sigmoid,
} from '@pneumo/metrics';
import { type DataContract, predictLogits } from '@pneumo/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { startProgress } from '../ui/progress.ts';
import { calibrated, type RunCalibration } from './calibrateRun.ts';
import { type Dataset, samplesOf } from './dataset.ts';
import { nameBadLogit } from './nameBadLogit.ts';

/** Version of metrics.json. */
export const METRICS_SCHEMA_VERSION = 1;

/** What metrics.json holds. */
export interface RunMetrics {
  schemaVersion: number;
  /** The locked threshold and where it came from. */
  threshold: ChosenThreshold;
  /** The calibration, where one was fitted, and what it changed. */
  calibration?: RunCalibration;
  /** Validation images at the locked threshold: what the threshold was chosen on. */
  validation: Evaluation;
  /** Validation images at 0.5. */
  validationAtHalf: Evaluation;
  /** Test images at the locked threshold; absent when the test set was not opened. */
  test?: Evaluation;
  /** Test images at 0.5. */
  testAtHalf?: Evaluation;
}

/** Columns whose values become subgroups. */
export const SUBGROUP_COLUMNS = ['subtype'] as const;

/** What a model says about one part of a data set. */
export async function predictPart(
  context: Context,
  model: LayersModel,
  contract: DataContract,
  dataset: Pick<Dataset, 'samples' | 'split' | 'pixels'>,
  part: SplitPart,
  batchSize: number,
): Promise<Prediction[]> {
  const samples = samplesOf(dataset, part);
  const progress = startProgress(context, `judging ${part} images`);
  const logits: number[] = [];
  for (let start = 0; start < samples.length; start += batchSize) {
    const ids = samples.slice(start, start + batchSize).map(({ id }) => id);
    const images = ids.map((id) => dataset.pixels.get(id));
    const options = { batchSize, signal: context.signal };
    logits.push(...(await nameBadLogit(ids, () => predictLogits(model, contract, images, options))));
    progress.update(logits.length, samples.length);
  }
  progress.end();
  return calibrated(
    contract,
    samples.map((sample, i) => predictionOf(sample, logits[i]!, contract.architecture.name, part)),
  );
}

function predictionOf(sample: Sample, logit: number, model: string, split: string): Prediction {
  const { id, patient, columns } = sample;
  const label = sample.label === undefined ? {} : { label: binaryLabel(sample) };
  return {
    id,
    patient,
    ...label,
    logit,
    probability: sigmoid(logit),
    model,
    split,
    ...(columns && { columns }),
  };
}

/** Chooses the threshold on validation predictions. */
export function lockThreshold(
  config: Pick<TrainConfig, 'threshold'>,
  validation: readonly Prediction[],
): ChosenThreshold {
  return chooseThreshold(
    validation.map(({ label }) => label ?? 0),
    validation.map(({ probability }) => probability),
    parseThresholdRule(config.threshold),
    'val',
  );
}

/** Judges predictions at a threshold, with intervals over patients. */
export function judge(
  predictions: readonly Prediction[],
  threshold: number,
  {
    seed,
    resamples,
    prevalence,
    atSensitivity,
  }: Pick<TrainConfig, 'seed' | 'resamples'> & Pick<EvaluateOptions, 'prevalence' | 'atSensitivity'>,
): Evaluation {
  return evaluatePredictions(predictions, {
    threshold,
    seed,
    resamples,
    subgroupColumns: SUBGROUP_COLUMNS,
    ...(prevalence !== undefined && { prevalence }),
    ...(atSensitivity !== undefined && { atSensitivity }),
  });
}

import { readFile } from 'node:fs/promises';
import { type ChosenThreshold, parsePredictions, type Prediction } from '@pneumo/metrics';
import type { DataContract } from '@pneumo/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { calibrate, calibrated, prevalenceOf } from './calibrateRun.ts';
import { contractThreshold } from './contractThreshold.ts';
import { type Dataset, samplesOf } from './dataset.ts';
import { lockThreshold, predictPart } from './judge.ts';
import { contractOf } from './modelSettings.ts';
import { readMetrics } from './readMetrics.ts';

/** What is chosen on validation images when a training ends, and stays from then on. */
export interface ValidationChoice {
  /** What the model is saved with: calibration, prevalence and threshold in it. */
  contract: DataContract;
  /** The locked threshold. */
  threshold: ChosenThreshold;
  /** What the model says of the validation images. */
  validation: Prediction[];
  /** What the reader must know. */
  warning?: string | undefined;
}

/** Chooses calibration and threshold on validation images. */
export async function chooseOnValidation(
  context: Context,
  config: TrainConfig,
  model: LayersModel,
  dataset: Dataset,
): Promise<ValidationChoice> {
  const plain = contractOf(config, dataset.hash);
  const uncalibrated = await predictPart(context, model, plain, dataset, 'val', config.batchSize);
  const { calibration, warning } = calibrate(config.calibration, uncalibrated);
  const prevalence = prevalenceOf(config, calibration, {
    train: samplesOf(dataset, 'train'),
    val: uncalibrated.map(({ label }) => label ?? 0),
  });
  const contract = { ...plain, ...(calibration && { calibration }), ...(prevalence && { prevalence }) };
  const validation = calibrated(contract, uncalibrated);
  const threshold = lockThreshold(config, validation);
  return {
    contract: { ...contract, threshold: contractThreshold(threshold) },
    threshold,
    validation,
    warning,
  };
}

/**
 * Reads what an ended run chose. Nothing of it is computed again: another engine would move it by its last bits, and
 * other data altogether.
 *
 * @param contract - that of the run's saved model
 */
export async function readChoice(
  run: RunFolder,
  config: Pick<TrainConfig, 'calibration'>,
  contract: DataContract,
): Promise<ValidationChoice> {
  const { threshold } = await readMetrics(run);
  const file = run.file(RUN_FILES.validationPredictions);
  const validation = parsePredictions(await readFile(file, 'utf8'), file);
  const { warning } = contract.calibration === undefined ? calibrate(config.calibration, validation) : {};
  return { contract, threshold, validation, warning };
}

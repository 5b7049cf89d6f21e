import { type ChosenThreshold, formatPredictions, type Prediction } from '@pneumo/metrics';
import type { ContractCalibration } from '@pneumo/models';
import type { TrainConfig } from '../config/trainConfig.ts';
import { json, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { beforeAndAfter } from './calibrateRun.ts';
import { judge, METRICS_SCHEMA_VERSION, type RunMetrics } from './judge.ts';

/** What a judgement is made of. */
export interface Judged {
  /** The locked threshold. */
  threshold: ChosenThreshold;
  /** The calibration, where one was fitted. */
  calibration?: ContractCalibration | undefined;
  /** What is said of the validation images. */
  validation: readonly Prediction[];
  /** What is said of the test images, unless they stay shut. */
  test?: readonly Prediction[] | undefined;
}

/** Judges validation and test at the locked threshold and at 0.5; writes the predictions and metrics.json. */
export async function writeJudgement(
  run: RunFolder,
  config: Pick<TrainConfig, 'seed' | 'resamples'>,
  { threshold, calibration, validation, test }: Judged,
): Promise<RunMetrics> {
  await run.write(RUN_FILES.validationPredictions, formatPredictions(validation));
  if (test !== undefined) await run.write(RUN_FILES.testPredictions, formatPredictions(test));
  const metrics: RunMetrics = {
    schemaVersion: METRICS_SCHEMA_VERSION,
    threshold,
    ...(calibration && {
      calibration: {
        fitted: calibration,
        validation: beforeAndAfter(validation),
        ...(test && { test: beforeAndAfter(test) }),
      },
    }),
    validation: judge(validation, threshold.value, config),
    validationAtHalf: judge(validation, 0.5, config),
    ...(test && { test: judge(test, threshold.value, config), testAtHalf: judge(test, 0.5, config) }),
  };
  await run.write(RUN_FILES.metrics, json(metrics));
  return metrics;
}

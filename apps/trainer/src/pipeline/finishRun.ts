import { binaryLabel, type SplitPart } from '@pneumo/data';
import type { Prediction } from '@pneumo/metrics';
import type { DataContract } from '@pneumo/models';
import { saveModelToFolder } from '@pneumo/models/node';
import type { FitResult } from '@pneumo/training';
import { renderRunReport } from '@pneumo/report';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import type { RunEnvironment } from '../run/environment.ts';
import { RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { calibrate, calibrated, prevalenceOf } from './calibrateRun.ts';
import { type Dataset, samplesOf } from './dataset.ts';
import { explainImages, pickCases } from './explainRun.ts';
import { lockThreshold, predictPart, type RunMetrics } from './judge.ts';
import { contractThreshold } from './contractThreshold.ts';
import { contractOf } from './modelSettings.ts';
import { finishSnapshots } from './snapshots.ts';
import { type ExplainedCase, runReportData } from './runReport.ts';
import { writeJudgement } from './writeJudgement.ts';

/** Everything that stands after a training. */
export interface FinishedRun {
  metrics: RunMetrics;
}

/**
 * What follows a training: choose the threshold on validation, save the model with it, judge both
 * parts, explain single films, write the report. Nothing here is drawn anew: done twice it gives
 * the same files.
 */
export async function finishRun(
  context: Context,
  run: RunFolder,
  config: TrainConfig,
  dataset: Dataset,
  environment: RunEnvironment,
  { model, result }: { model: LayersModel; result: FitResult },
): Promise<FinishedRun> {
  const plain = contractOf(config, dataset.hash);
  const predict = (part: SplitPart, contract: DataContract): Promise<Prediction[]> =>
    predictPart(context, model, contract, dataset, part, config.batchSize);
  const uncalibrated = await predict('val', plain);
  const { calibration, warning } = calibrate(config.calibration, uncalibrated);
  if (warning !== undefined) context.note(`Note: ${warning}`);
  const labels = {
    train: samplesOf(dataset, 'train').map(binaryLabel),
    val: uncalibrated.map(({ label }) => label ?? 0),
  };
  const prevalence = prevalenceOf(config, calibration, labels);
  const contract = { ...plain, ...(calibration && { calibration }), ...(prevalence && { prevalence }) };
  const validation = calibrated(contract, uncalibrated);
  const threshold = lockThreshold(config, validation);
  const complete = { ...contract, threshold: contractThreshold(threshold) };
  await saveModelToFolder(run.file(RUN_FILES.model), model, complete);
  const test =
    config.evaluateTest && dataset.split.test.length > 0 ? await predict('test', contract) : undefined;
  const metrics = await writeJudgement(run, config, { threshold, calibration, validation, test });
  const ofTraining = prevalenceOf(config, undefined, labels);
  await finishSnapshots(context, run, config, dataset, {
    ...plain,
    ...(ofTraining && { prevalence: ofTraining }),
  });
  const explained = await explainCases(
    run,
    config,
    dataset,
    model,
    complete,
    test ?? validation,
    threshold.value,
  );
  await run.write(
    RUN_FILES.report,
    await renderRunReport(
      runReportData({
        run,
        config,
        dataset,
        environment,
        metrics,
        model,
        result,
        validation,
        ...(test && { test }),
        explained,
        warnings: warning === undefined ? [] : [warning],
        ended: context.now(),
      }),
    ),
  );
  return { metrics };
}

async function explainCases(
  run: RunFolder,
  config: TrainConfig,
  dataset: Dataset,
  model: LayersModel,
  contract: DataContract,
  predictions: readonly Prediction[],
  threshold: number,
): Promise<ExplainedCase[]> {
  const cases = pickCases(predictions, threshold, config.overlays);
  const films = cases.map(async ({ id }) => ({
    input: dataset.pixels.get(id),
    film: await dataset.film(id),
  }));
  const explanations = await explainImages(model, contract, await Promise.all(films));
  const explained: ExplainedCase[] = [];
  for (const [i, prediction] of cases.entries()) {
    const explanation = explanations[i]!;
    const file = `${RUN_FILES.overlays}/${prediction.id.replace(/[^\w.-]+/g, '_')}.png`;
    await run.write(file, explanation.png);
    explained.push({ prediction, explanation, file });
  }
  return explained;
}

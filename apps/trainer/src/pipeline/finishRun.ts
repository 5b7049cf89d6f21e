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
import type { Dataset } from './dataset.ts';
import { explainImages, pickCases } from './explainRun.ts';
import { predictPart, type RunMetrics } from './judge.ts';
import { finishSnapshots } from './snapshots.ts';
import { type ExplainedCase, runReportData } from './runReport.ts';
import { chooseOnValidation, type ValidationChoice } from './validationChoice.ts';
import { writeJudgement } from './writeJudgement.ts';

/** What {@link finishRun} judges. */
export interface Trained {
  model: LayersModel;
  result: FitResult;
  /** What the run chose on validation images when it ended, where it has; the saved model is then left as it is. */
  chosen?: ValidationChoice;
}

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
  { model, result, chosen }: Trained,
): Promise<FinishedRun> {
  const choice = chosen ?? (await chooseOnValidation(context, config, model, dataset));
  const { contract, threshold, validation, warning } = choice;
  if (warning !== undefined) context.note(`Note: ${warning}`);
  if (chosen === undefined) await saveModelToFolder(run.file(RUN_FILES.model), model, contract);
  const test =
    config.evaluateTest && dataset.split.test.length > 0
      ? await predictPart(context, model, contract, dataset, 'test', config.batchSize)
      : undefined;
  const { calibration } = contract;
  const metrics = await writeJudgement(run, config, { threshold, calibration, validation, test });
  await finishSnapshots(context, run, config, dataset, chosen !== undefined);
  const explained = await explainCases(
    run,
    config,
    dataset,
    model,
    contract,
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

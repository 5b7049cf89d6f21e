import { readFile, rm } from 'node:fs/promises';
import type { DataContract } from '@pneumo/models';
import { loadModelFromFolder, saveModelToFolder } from '@pneumo/models/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import type { EnsembleConfig } from '../run/ensembleConfig.ts';
import { readHistory } from '../run/history.ts';
import { folderAt, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { formatMeasure } from '../ui/format.ts';
import type { Dataset } from './dataset.ts';
import { fitMembers, readMembers, saveEnsemble } from './ensembleRun.ts';
import { predictPart } from './judge.ts';
import { cycleEpochs } from './trainingSettings.ts';
import { chooseOnValidation, readChoice } from './validationChoice.ts';
import { writeJudgement } from './writeJudgement.ts';

/** The folder of the ensemble of all snapshots. */
export const SNAPSHOT_ENSEMBLE = `${RUN_FILES.snapshots}/ensemble`;

/** The folder of one snapshot, which holds what a run's does as far as others read it. */
const snapshotFolder = (run: RunFolder, cycle: number): RunFolder =>
  folderAt(run.file(`${RUN_FILES.snapshots}/cycle-${cycle}`));

/** Keeps the weights at the end of a cycle, counted from 1. Done again after a resume it writes the same. */
export async function saveSnapshot(
  run: RunFolder,
  cycle: number,
  model: LayersModel,
  contract: DataContract,
): Promise<void> {
  await saveModelToFolder(snapshotFolder(run, cycle).file(RUN_FILES.model), model, contract);
}

/**
 * Judges the snapshots of a run, each as a run of its own, and makes one model of them by the mean of their
 * probabilities, as Huang et al. 2017 do ("Snapshot ensembles: train 1, get M for free"). Runs without cycles have
 * none.
 *
 * @param chosen - each has chosen its threshold before, and only its test images are judged
 */
export async function finishSnapshots(
  context: Context,
  run: RunFolder,
  config: TrainConfig,
  dataset: Dataset,
  chosen: boolean,
): Promise<void> {
  const epochs = cycleEpochs(config);
  if (epochs === undefined || config.cycles < 2) return;
  const history = await readHistory(run);
  const withTest = config.evaluateTest && dataset.split.test.length > 0;
  const folders: RunFolder[] = [];
  for (let cycle = 1; cycle <= config.cycles; cycle++) {
    const folder = snapshotFolder(run, cycle);
    folders.push(folder);
    const loaded = await loadModelFromFolder(folder.file(RUN_FILES.model));
    const { model } = loaded;
    try {
      // Threshold alone: the ensemble of all is calibrated, and its members are not.
      const own: TrainConfig = { ...config, calibration: 'none' };
      const choice = chosen
        ? await readChoice(folder, own, loaded.contract)
        : await chooseOnValidation(context, own, model, dataset);
      const { contract, threshold, validation } = choice;
      if (!chosen) {
        await saveModelToFolder(folder.file(RUN_FILES.model), model, contract);
        await folder.write(RUN_FILES.config, await readFile(run.file(RUN_FILES.config)));
        const rows = history.filter(({ epoch }) => Math.ceil(epoch / epochs) === cycle);
        await folder.write(RUN_FILES.history, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      }
      const test = withTest
        ? await predictPart(context, model, contract, dataset, 'test', config.batchSize)
        : undefined;
      await writeJudgement(folder, config, { threshold, validation, test });
    } finally {
      model.dispose();
    }
  }
  await joinSnapshots(context, run, config, folders, withTest);
}

async function joinSnapshots(
  context: Context,
  run: RunFolder,
  { calibration, threshold, resamples, seed }: TrainConfig,
  folders: readonly RunFolder[],
  evaluateTest: boolean,
): Promise<void> {
  const ensemble: EnsembleConfig = {
    members: folders.map(({ path }) => path),
    method: 'mean-probability',
    nonNegative: false,
    calibration,
    threshold,
    evaluateTest,
    resamples,
    seed,
  };
  const target = folderAt(run.file(SNAPSHOT_ENSEMBLE));
  await rm(target.path, { recursive: true, force: true });
  const parts = await readMembers(context, ensemble);
  const { metrics } = await saveEnsemble(target, ensemble, parts, await fitMembers(ensemble, parts));
  context.note(
    `Snapshot ensemble of ${folders.length}: AUROC ${formatMeasure(metrics.validation.auroc)} on validation images${metrics.test === undefined ? '' : `, ${formatMeasure(metrics.test.auroc)} on test images`}. It stands in ${target.path}; its members can be chosen otherwise by 'pneumo ensemble'.`,
  );
}

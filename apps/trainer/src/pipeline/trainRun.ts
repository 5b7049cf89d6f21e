import { existsSync } from 'node:fs';
import { PneumoError } from '@pneumo/core';
import type { Checkpoint, EngineRecord } from '@pneumo/training';
import { fileCheckpointStore } from '@pneumo/training/node';
import type { Context } from '../cli/context.ts';
import { isUnused } from '../cli/outputFolder.ts';
import { boundSettings } from '../config/boundSettings.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { continueEnvironment, describeEnvironment, readEnvironment } from '../run/environment.ts';
import { createRunFolder, json, openRunFolder, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { sendWaiting } from '../tracking/mlflowTracker.ts';
import { type RunEnd, runTracker } from '../tracking/runTracker.ts';
import { beginRun } from './beginRun.ts';
import { checkSameData } from './checkSameData.ts';
import { openDataset } from './dataset.ts';
import { estimateRun } from './estimate.ts';
import { finishRun } from './finishRun.ts';
import { fitRun } from './fitRun.ts';
import type { RunMetrics } from './judge.ts';
import { readMetrics } from './readMetrics.ts';
import { startEngine } from './startEngine.ts';

/** What {@link trainRun} takes beside folder and configuration. */
export interface TrainRunOptions {
  /** Where an interrupted training goes on. */
  resume?: Checkpoint | undefined;
  /** The engine, threads and plan of another run, to have its very bits. */
  engine?: EngineRecord | undefined;
}

/**
 * Trains, judges and explains a model in its run folder, from the beginning or from a checkpoint.
 *
 * @returns the figures; undefined when Ctrl-C has stopped it, a checkpoint is then written
 * @throws PneumoError `DATA_CHANGED` when a run would go on with other data than it began with
 */
export async function trainRun(
  context: Context,
  run: RunFolder,
  config: TrainConfig,
  { resume, engine: record }: TrainRunOptions = {},
): Promise<RunMetrics | undefined> {
  const begun = await readEnvironment(run);
  const engine = await startEngine(context, config, resume?.engine ?? begun?.engine.record ?? record);
  const dataset = await openDataset(context, config);
  for (const warning of dataset.warnings) context.note(`Note: ${warning}`);
  const here = describeEnvironment(engine, config.seed, context.now());
  const environment = begun ? continueEnvironment(begun, here) : here;
  if (resume === undefined) {
    await beginRun(run, environment, dataset);
    await estimateRun(context, config, dataset, run.path, engine.record().threads ?? 1);
  } else {
    await checkSameData(run, dataset);
    if (environment !== begun) await run.write(RUN_FILES.environment, json(environment));
  }
  const tracker = await runTracker({ context, run, config, environment });
  let how: RunEnd = 'failed';
  try {
    const trained = await fitRun(context, run, config, dataset, engine, resume, tracker);
    try {
      if (trained.result.stopped === 'aborted') {
        how = 'stopped';
        return undefined;
      }
      const { metrics } = await finishRun(context, run, config, dataset, environment, trained);
      await tracker.judged(metrics);
      how = 'finished';
      return metrics;
    } finally {
      trained.model.dispose();
    }
  } finally {
    await tracker.end(how);
  }
}

/** The newest checkpoint of an interrupted run; says which were torn. */
export async function lastCheckpoint(context: Context, run: RunFolder): Promise<Checkpoint | undefined> {
  const found = await fileCheckpointStore(run.file(RUN_FILES.checkpoints)).load('last');
  for (const { source, reason } of found?.skipped ?? []) context.note(`${source} was passed over: ${reason}`);
  return found?.checkpoint;
}

/**
 * Sees to it that a run with this configuration stands in a folder: makes it, goes on with it, or reads it when it
 * has ended.
 *
 * @returns the figures; undefined when Ctrl-C has stopped it
 * @throws PneumoError `OUTPUT_EXISTS` when the folder holds a run with other settings
 */
export async function completeRun(
  context: Context,
  path: string,
  config: TrainConfig,
  options: Pick<TrainRunOptions, 'engine'> = {},
): Promise<RunMetrics | undefined> {
  if (await isUnused(path)) return trainRun(context, await createRunFolder(path, config), config, options);
  const { run, config: stored } = await openRunFolder(path);
  if (settingsOf(stored) !== settingsOf(config)) {
    throw new PneumoError(
      'OUTPUT_EXISTS',
      `${path} holds a run with other settings, which is left as it is; name another folder.`,
    );
  }
  // The report is what a run writes last.
  if (existsSync(run.file(RUN_FILES.report))) {
    const environment = await readEnvironment(run);
    if (environment !== undefined) await sendWaiting({ context, run, config, environment });
    return readMetrics(run);
  }
  return trainRun(context, run, config, { ...options, resume: await lastCheckpoint(context, run) });
}

/** A configuration as text that two runs have in common when they give the same figures. */
function settingsOf(config: TrainConfig): string {
  return JSON.stringify(Object.entries(boundSettings(config)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

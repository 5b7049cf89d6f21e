import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fitMlflow, type MlflowStatus } from '@pneumo/training';
import { mlflowQueue, type MlflowQueue } from '@pneumo/training/node';
import { RUN_FILES } from '../run/runFolder.ts';
import type { RunEnd, RunTracker, TrackedRun } from './runTracker.ts';
import { trackedFigures, trackedPath, trackedSettings } from './trackedSettings.ts';

/** How long the end of a run may wait for the server. */
const LAST_WAIT_MS = 10_000;
const STATUS: Readonly<Record<RunEnd, MlflowStatus>> = {
  finished: 'FINISHED',
  stopped: 'KILLED',
  failed: 'FAILED',
};
/** Files of the run that MLflow keeps a copy of. */
const KEPT = [RUN_FILES.config, RUN_FILES.environment, RUN_FILES.split, RUN_FILES.metrics, RUN_FILES.report];

/** Tells a server of MLflow; what it does not take now waits in the run folder. */
export async function mlflowTracker(tracked: TrackedRun): Promise<RunTracker> {
  const { context, run, config, environment } = tracked;
  const queue = await openQueue(tracked);
  const note = fitMlflow(queue, context.now);
  return {
    async onEvent(event) {
      if (event.type === 'fit-start') {
        const time = context.now();
        if (queue.empty) {
          const { versions, gitCommit } = environment;
          const tags = {
            'mlflow.source.name': `pneumo ${versions.pneumo}`,
            'mlflow.source.type': 'LOCAL',
            ...(gitCommit !== undefined && { 'mlflow.source.git.commit': gitCommit }),
            'pneumo.folder': run.path,
            'pneumo.engine': environment.engine.reason,
          };
          await queue.log({ kind: 'start', time: Date.parse(environment.started), tags });
          const params = Object.entries(trackedSettings(config)).map(([key, value]) => [key, String(value)]);
          await queue.log({ kind: 'params', params: Object.fromEntries(params) });
        } else {
          await queue.log({ kind: 'status', status: 'RUNNING', time });
        }
        queue.send();
      }
      await note(event);
    },
    async judged(metrics) {
      const timestamp = context.now();
      const figures = Object.entries(trackedFigures(metrics)).filter(
        ([key]) => queue.lastStep(key) === undefined,
      );
      if (figures.length > 0)
        await queue.log({
          kind: 'metrics',
          metrics: figures.map(([key, value]) => ({ key, value, timestamp, step: 0 })),
        });
      for (const name of KEPT)
        if (existsSync(run.file(name))) await queue.log({ kind: 'artifact', name, path: run.file(name) });
    },
    async end(how) {
      // It ended before anything was trained.
      if (queue.empty) return;
      await queue.log({ kind: 'status', status: STATUS[how], time: context.now() });
      await sendLast(tracked, queue);
    },
  };
}

/** Sends what of a run that has ended still waits in its folder. */
export async function sendWaiting(tracked: TrackedRun): Promise<void> {
  if (tracked.config.mlflow === 'off') return;
  const queue = await openQueue(tracked);
  if (queue.waiting > 0) await sendLast(tracked, queue);
}

async function sendLast({ context, run, config }: TrackedRun, queue: MlflowQueue): Promise<void> {
  if (await queue.flush(LAST_WAIT_MS)) return;
  context.note(
    `MLflow at ${config.mlflow} has not been told everything; ${queue.waiting} entries wait in ${run.file(RUN_FILES.mlflow)}. Send them later with:\n  pneumo train --resume=${run.path}`,
  );
}

async function openQueue({ context, run, config, environment }: TrackedRun): Promise<MlflowQueue> {
  const { MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD } = context.env;
  return mlflowQueue(run.path, {
    uri: config.mlflow,
    ...(MLFLOW_TRACKING_TOKEN !== undefined && { token: MLFLOW_TRACKING_TOKEN }),
    ...(MLFLOW_TRACKING_USERNAME !== undefined && { username: MLFLOW_TRACKING_USERNAME }),
    ...(MLFLOW_TRACKING_PASSWORD !== undefined && { password: MLFLOW_TRACKING_PASSWORD }),
    experiment: config.mlflowExperiment,
    name: trackedPath(run).join('/'),
    identity: createHash('sha256').update(`${run.path} ${environment.started}`).digest('hex').slice(0, 32),
    now: context.now,
    onProblem: (problem) => context.note(problem),
  });
}

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fitTensorBoard, type TensorBoardValue } from '@pneumo/training';
import { tensorBoardWriter } from '@pneumo/training/node';
import { RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { claimBoardFolder } from './claimBoardFolder.ts';
import type { RunTracker, TrackedRun } from './runTracker.ts';
import { FIGURE_NAMES, trackedFigures, trackedSettings } from './trackedSettings.ts';

/** Writes event files of TensorBoard: into the run folder, or below another by the run's name. */
export async function tensorBoardTracker(tracked: TrackedRun): Promise<RunTracker> {
  const { context, run, config } = tracked;
  const folder =
    config.tensorboard === 'run'
      ? run.file(RUN_FILES.tensorboard)
      : await claimBoardFolder(config.tensorboard, tracked);
  const writer = await tensorBoardWriter(folder, context);
  let steps = 0;
  return {
    async onEvent(event, model) {
      await fitTensorBoard(writer, model)(event);
      if (event.type === 'fit-start') {
        steps = event.resumed?.step ?? 0;
        // In each file: a run may be gone on with that had none before, and TensorBoard takes the same again for one.
        await writer.add(0, [
          { kind: 'hyperparameters', values: trackedSettings(config), metrics: FIGURE_NAMES },
        ]);
      } else if (event.type === 'step') steps = event.step;
    },
    async judged(metrics) {
      const figures = Object.entries(trackedFigures(metrics)).map(([tag, value]): TensorBoardValue => ({
        kind: 'scalar',
        tag,
        value,
      }));
      // Behind the last step: a run that is gone on with takes them back with all that follows its checkpoint.
      await writer.add(steps + 1, [...figures, ...(await explainedFilms(run))]);
    },
    async end(how) {
      try {
        // Any other may be gone on with, and TensorBoard keeps the first end that it reads of.
        if (how === 'finished') await writer.add(steps + 1, [{ kind: 'run-end', status: 'success' }]);
      } finally {
        await writer.close();
      }
    },
  };
}

async function explainedFilms(run: RunFolder): Promise<TensorBoardValue[]> {
  const folder = run.file(RUN_FILES.overlays);
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
  return Promise.all(
    names.map(async (name) => ({
      kind: 'image' as const,
      tag: `explained/${name.replace(/\.png$/, '')}`,
      png: await readFile(join(folder, name)),
    })),
  );
}

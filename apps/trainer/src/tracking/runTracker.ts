import type { FitEvent } from '@pneumo/training';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import type { RunMetrics } from '../pipeline/judge.ts';
import type { RunEnvironment } from '../run/environment.ts';
import type { RunFolder } from '../run/runFolder.ts';
import { mlflowTracker } from './mlflowTracker.ts';
import { tensorBoardTracker } from './tensorBoardTracker.ts';

/** How a run ended: as it should, by Ctrl-C, or by an error. */
export type RunEnd = 'finished' | 'stopped' | 'failed';

/** Someone outside the run folder who is told of a run. */
export interface RunTracker {
  /** Hears everything that the training tells. */
  onEvent(event: FitEvent, model: LayersModel): Promise<void>;
  /** Hears the figures, when everything of the run is in its folder. */
  judged(metrics: RunMetrics): Promise<void>;
  /** Hears how it ended; called once, last. */
  end(how: RunEnd): Promise<void>;
}

/** What trackers need to know of a run. */
export interface TrackedRun {
  context: Context;
  run: RunFolder;
  config: TrainConfig;
  environment: RunEnvironment;
}

/** All who are to be told of a run, as one. */
export async function runTracker(tracked: TrackedRun): Promise<RunTracker> {
  const trackers: RunTracker[] = [];
  if (tracked.config.tensorboard !== 'off') trackers.push(await tensorBoardTracker(tracked));
  if (tracked.config.mlflow !== 'off') trackers.push(await mlflowTracker(tracked));
  const each = async (tell: (tracker: RunTracker) => Promise<void>): Promise<void> => {
    for (const tracker of trackers) await tell(tracker);
  };
  return {
    onEvent: (event, model) => each((tracker) => tracker.onEvent(event, model)),
    judged: (metrics) => each((tracker) => tracker.judged(metrics)),
    end: (how) => each((tracker) => tracker.end(how)),
  };
}

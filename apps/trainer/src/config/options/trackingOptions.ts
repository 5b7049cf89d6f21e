import type { TrainConfig } from '../trainConfig.ts';
import type { OptionWords } from './optionWords.ts';

/** Options of `pneumo train`: who is told of it. */
export const TRACKING_OPTIONS = {
  tensorboard: {
    value: 'FOLDER',
    bare: 'run',
    description:
      "Event files for TensorBoard: figures of every step and epoch, weights, settings, explained films. 'run' (or no value) for RUN/tensorboard, 'off' for none, or a folder in which each run has its own.",
  },
  mlflow: {
    value: 'off|URI',
    description:
      'Server of MLflow that is told of the run: settings, figures, report, how it ended. What cannot be sent waits in the run folder for the next epoch or --resume; training never waits for it. Credentials by MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.',
  },
  mlflowExperiment: {
    value: 'NAME',
    description: 'Experiment of MLflow that the run belongs to; made when it is missing.',
  },
} satisfies Partial<Record<keyof TrainConfig, OptionWords>>;

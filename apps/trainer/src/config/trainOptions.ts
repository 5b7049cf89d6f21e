import type { OptionSpec } from '../cli/command.ts';
import { DATA_OPTIONS } from './options/dataOptions.ts';
import { JUDGING_OPTIONS } from './options/judgingOptions.ts';
import { MACHINE_OPTIONS } from './options/machineOptions.ts';
import { MODEL_OPTIONS } from './options/modelOptions.ts';
import type { OptionWords } from './options/optionWords.ts';
import { TRACKING_OPTIONS } from './options/trackingOptions.ts';
import { TRAINING_OPTIONS } from './options/trainingOptions.ts';
import { trainConfigSchema, type TrainConfig } from './trainConfig.ts';

type Described = OptionWords & { group: string };

/** Puts words under a heading of the help. */
function under<K extends string>(group: string, words: Record<K, OptionWords>): Record<K, Described> {
  const entries = Object.entries<OptionWords>(words).map(([key, each]) => [key, { group, ...each }]);
  return Object.fromEntries(entries) as Record<K, Described>;
}

const DESCRIBED: Record<Exclude<keyof TrainConfig, 'recipe'>, Described> = {
  ...under('Data', DATA_OPTIONS),
  ...under('Model', MODEL_OPTIONS),
  ...under('Machine', MACHINE_OPTIONS),
  ...under('Training', TRAINING_OPTIONS),
  ...under('Judging and explaining', JUDGING_OPTIONS),
  ...under('Tracking', TRACKING_OPTIONS),
};

/** The options of `pneumo train` that are keys of the configuration. */
export const TRAIN_OPTIONS: readonly OptionSpec[] = Object.entries(DESCRIBED).map(([key, described]) => ({
  key,
  ...described,
  schema: trainConfigSchema.shape[key as keyof TrainConfig],
}));

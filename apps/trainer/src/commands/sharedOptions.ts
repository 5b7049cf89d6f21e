import { z } from 'zod';
import type { OptionSpec } from '../cli/command.ts';
import { TRAIN_OPTIONS } from '../config/trainOptions.ts';

/** Options of `pneumo train` that other commands take with the same meaning. */
export function trainOption(key: string, otherwise: string): OptionSpec {
  return { ...TRAIN_OPTIONS.find((option) => option.key === key)!, otherwise };
}

/** `--engine` and `--threads`. */
export const ENGINE_OPTIONS: readonly OptionSpec[] = [
  trainOption('engine', 'auto'),
  trainOption('threads', '0'),
];

/** `--bad-files` */
export const BAD_FILES_OPTION: OptionSpec = trainOption('badFiles', 'stop');

/** The settings that {@link ENGINE_OPTIONS} give. */
export function engineSettings(options: Readonly<Record<string, unknown>>): {
  engine: 'auto';
  threads: number;
} {
  return { engine: (options.engine ?? 'auto') as 'auto', threads: (options.threads ?? 0) as number };
}

/** `--resamples` of commands that judge. */
export const RESAMPLES_OPTION: OptionSpec = {
  key: 'resamples',
  value: 'N',
  schema: z.number().int().min(100).max(100_000),
  description: 'Bootstrap resamples.',
  otherwise: '2000',
};

/** `--prevalence` of commands that say what holds where pneumonia is more or less frequent. */
export const PREVALENCE_OPTION: OptionSpec = {
  key: 'prevalence',
  value: 'SHARE',
  schema: z.number().gt(0).lt(1),
  description: 'Share of pneumonia where the model is used, such as 0.1.',
};

/** `--batch-size` */
export const BATCH_SIZE_OPTION: OptionSpec = {
  ...trainOption('batchSize', '32'),
  description: 'Images at once; changes memory and speed, not results.',
  schema: z.number().int().min(1).max(4096),
};

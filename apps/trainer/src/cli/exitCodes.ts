import { isPneumoError } from '@pneumo/core';

/** The exit codes of `pneumo`. They are part of its interface: README and `--help` list them. */
export const EXIT_CODES = {
  success: 0,
  unexpected: 1,
  usage: 2,
  data: 3,
  output: 4,
  engine: 5,
  training: 6,
  model: 7,
  interrupted: 130,
} as const;

/** What each exit code means, in the order of the help text. */
export const EXIT_CODE_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_CODES.success, 'done'],
  [EXIT_CODES.unexpected, 'an unexpected failure: a defect of pneumo; of repeat also: something differs'],
  [EXIT_CODES.usage, 'wrong usage: an unknown flag, a bad value, a bad configuration'],
  [EXIT_CODES.data, 'the data: not found, unreadable, unsuited'],
  [EXIT_CODES.output, 'the output: folder in use, not writable, disk full'],
  [EXIT_CODES.engine, 'the engine: not installed, cannot start'],
  [EXIT_CODES.training, 'training stopped: the loss is not finite'],
  [EXIT_CODES.model, 'a model or checkpoint that is missing, damaged or of another kind'],
  [EXIT_CODES.interrupted, 'interrupted by Ctrl-C; the run can be resumed'],
];

const CODE_OF_ERROR: Readonly<Record<string, number>> = {
  USAGE: EXIT_CODES.usage,
  INVALID_ARGUMENT: EXIT_CODES.usage,
  INVALID_CONFIG: EXIT_CODES.usage,
  INTERRUPTED: EXIT_CODES.interrupted,
  ABORTED: EXIT_CODES.interrupted,
  OUTPUT_EXISTS: EXIT_CODES.output,
  DISK_FULL: EXIT_CODES.output,
  NOT_WRITABLE: EXIT_CODES.output,
  FEATURE_LIMIT: EXIT_CODES.output,
  FEATURES_BUSY: EXIT_CODES.output,
  FEATURES_BROKEN: EXIT_CODES.output,
  NO_FROZEN_PREFIX: EXIT_CODES.usage,
  LOSS_NOT_FINITE: EXIT_CODES.training,
  NO_RUN: EXIT_CODES.model,
  NEWER_RUN: EXIT_CODES.model,
  NOT_JUDGED: EXIT_CODES.model,
  INVALID_SAFETENSORS: EXIT_CODES.model,
  INVALID_KERAS_FILE: EXIT_CODES.model,
  // Only weights come from a hub.
  DOWNLOAD_FAILED: EXIT_CODES.model,
  CHECKSUM_MISMATCH: EXIT_CODES.model,
  NOT_ON_HUB: EXIT_CODES.model,
  NO_HUB_ACCESS: EXIT_CODES.model,
};

/**
 * The exit code that belongs to an error: by its code where the table names it, else by what the
 * code speaks of, else "the data", since every other refusal of the libraries is about input.
 */
export function exitCodeOf(error: unknown): number {
  if (!isPneumoError(error)) return EXIT_CODES.unexpected;
  const known = CODE_OF_ERROR[error.code];
  if (known !== undefined) return known;
  if (/ENGINE|BACKEND|RUNTIME/.test(error.code)) return EXIT_CODES.engine;
  if (/MODEL|CHECKPOINT|CONTRACT|WEIGHTS|ARCHITECTURE/.test(error.code)) return EXIT_CODES.model;
  return EXIT_CODES.data;
}

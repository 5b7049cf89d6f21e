import { didYouMean, PneumoError } from '@pneumo/core';
import { flagName } from '../cli/command.ts';
import { describeIssue } from '../cli/describeIssue.ts';
import { type PartialConfig, type TrainConfig, trainConfigSchema } from './trainConfig.ts';

/**
 * Checks the keys and values of a configuration file.
 *
 * @param value - what the file's parser gave
 * @param source - the file, for messages
 * @throws PneumoError `INVALID_CONFIG` naming the key, what came and what was expected
 */
export function checkConfigFile(value: unknown, source: string): PartialConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PneumoError(
      'INVALID_CONFIG',
      `${source} holds no table of keys and values, such as { "epochs": 8 }.`,
    );
  }
  const result = trainConfigSchema.partial().safeParse(value);
  if (result.success) return result.data as PartialConfig;
  const issue = result.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const keys = Object.keys(trainConfigSchema.shape);
    const fromFlag = keys.find((entry) => flagName(entry) === key);
    const hint = fromFlag === undefined ? didYouMean(key, keys) : ` Did you mean ${fromFlag}?`;
    throw new PneumoError('INVALID_CONFIG', `${source}: '${key}' is not a key of the configuration.${hint}`);
  }
  const key = String(issue.path[0]) as keyof TrainConfig;
  const came = (value as Record<string, unknown>)[key];
  throw new PneumoError(
    'INVALID_CONFIG',
    `${source}: ${describeIssue(key, came, trainConfigSchema.shape[key], issue)}`,
  );
}

import { PneumoError } from '@pneumo/core';
import { z } from 'zod';
import type { OptionSpec } from '../cli/command.ts';

/** What every `--seeds` has in common: a list of seeds. */
export const SEEDS_OPTION: Pick<OptionSpec, 'key' | 'value' | 'schema'> = {
  key: 'seeds',
  value: 'LIST',
  schema: z.array(z.number().int().min(0)).min(1).max(100),
};

/**
 * Checks that no seed would count twice.
 *
 * @throws PneumoError `USAGE` when one is named twice
 */
export function checkSeeds(seeds: readonly number[]): void {
  if (new Set(seeds).size !== seeds.length)
    throw new PneumoError('USAGE', `--seeds=${seeds.join(',')} names a seed twice; name each once.`);
}

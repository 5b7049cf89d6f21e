import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { parseSplit, type Sample, type Split, splitByPatient, splitGiven, splitStudy } from '@pneumo/data';
import type { TrainConfig } from '../config/trainConfig.ts';

/**
 * The split of a run: drawn by a rule, or read from a file of `pneumo split`.
 *
 * @param config - the rule or file, the seed, the fraction
 * @param samples - the data set
 * @param contentHashes - hash of the contents by id, where there are files
 * @throws PneumoError `SPLIT_MISSING` when the file is not there; whatever splitting and parsing throw
 */
export async function makeSplit(
  config: Pick<TrainConfig, 'split' | 'seed' | 'validationFraction'>,
  samples: readonly Sample[],
  contentHashes: ReadonlyMap<string, string>,
): Promise<Split> {
  const { split, seed, validationFraction } = config;
  if (split === 'study') return splitStudy(samples, { seed, validationFraction });
  if (split === 'given') return splitGiven(samples);
  if (split === 'patient') return splitByPatient(samples, { seed, validationFraction, contentHashes });
  if (!existsSync(split)) {
    throw new PneumoError(
      'SPLIT_MISSING',
      `--split names ${split}, which does not exist; make it with 'pneumo split', or give 'patient'.`,
    );
  }
  return parseSplit(await readFile(split, 'utf8'), split);
}

import { join } from 'node:path';
import { readExperiment } from '../run/claimExperiment.ts';
import { type JudgedRun, readJudgedRun } from './readJudgedRun.ts';
import { isSeedsExperiment, seedFolder } from './trainSeeds.ts';

/**
 * Reads a finished run, or every run of a training with several seeds.
 *
 * @param path - the run's folder, or the one above the runs
 * @param part - the part of its data
 * @returns one entry a run
 * @throws PneumoError as {@link readJudgedRun} does
 */
export async function readJudgedSeeds(path: string, part: 'val' | 'test'): Promise<JudgedRun[]> {
  const experiment = await readExperiment(path);
  const paths = isSeedsExperiment(experiment)
    ? experiment.seeds.map((seed) => join(path, seedFolder(seed)))
    : [path];
  const runs: JudgedRun[] = [];
  for (const each of paths) runs.push(await readJudgedRun(each, part));
  return runs;
}

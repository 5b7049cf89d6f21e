import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { writeFileAtomic } from '@pneumo/data/node';
import { isUnused, makeFolder } from '../cli/outputFolder.ts';
import { json, parseJson } from './runFolder.ts';

/** The file that says which experiment a folder holds. */
export const EXPERIMENT_FILE = 'experiment.json';

/**
 * Makes the folder of an experiment of several runs, or takes an empty one, or checks that it holds the same one, to go on with.
 *
 * @param folder - where its runs stand side by side
 * @param experiment - everything that decides it, as plain JSON
 * @param free - keys that may differ from those of before, and then replace them
 * @throws PneumoError `OUTPUT_EXISTS` when the folder holds something else, or other settings
 */
export async function claimExperiment(
  folder: string,
  experiment: Readonly<Record<string, unknown>>,
  free: readonly string[] = [],
): Promise<void> {
  const file = join(folder, EXPERIMENT_FILE);
  const text = json(experiment);
  if (!(await isUnused(folder))) {
    const before = await readExperiment(folder);
    if (before === undefined) {
      throw new PneumoError(
        'OUTPUT_EXISTS',
        `--out ${folder} holds something else; name a new folder. Nothing was overwritten.`,
      );
    }
    const fixed = (settings: object): string =>
      JSON.stringify(Object.entries(settings).filter(([key]) => !free.includes(key)));
    if (fixed(before) !== fixed(JSON.parse(text) as object)) {
      throw new PneumoError(
        'OUTPUT_EXISTS',
        `--out ${folder} holds an experiment with other settings; name a new folder, or give the settings of ${file} to go on with it.`,
      );
    }
  }
  await makeFolder(folder);
  await writeFileAtomic(file, new TextEncoder().encode(text));
}

/** The experiment that a folder holds; undefined where it holds none. */
export async function readExperiment(folder: string): Promise<Record<string, unknown> | undefined> {
  const file = join(folder, EXPERIMENT_FILE);
  if (!existsSync(file)) return undefined;
  return parseJson(await readFile(file, 'utf8'), file) as Record<string, unknown>;
}

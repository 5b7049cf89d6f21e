import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { formatManifest, formatSplit } from '@pneumo/data';
import type { DataContract } from '@pneumo/models';
import { RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import type { Dataset } from './dataset.ts';

/**
 * Refuses data that are not those of a run: it goes on and is judged only with the images, the patients and the split
 * that it began with, else images that it was trained on could come to be judged.
 *
 * @param run - the run's folder, with its manifest and its split
 * @param dataset - what its configuration opens now
 * @param contract - that of the run's saved model, where it has one
 * @throws PneumoError `DATA_CHANGED`; `NO_RUN` where the manifest or the split is missing
 */
export async function checkSameData(
  run: RunFolder,
  { hash, rows, split }: Pick<Dataset, 'hash' | 'rows' | 'split'>,
  { manifestHash = hash }: Pick<DataContract, 'manifestHash'> = {},
): Promise<void> {
  const differs =
    (await read(run, RUN_FILES.manifest)) !== formatManifest(rows)
      ? `its ${RUN_FILES.manifest} differs`
      : (await read(run, RUN_FILES.split)) !== (await formatSplit(split))
        ? `its ${RUN_FILES.split} differs`
        : manifestHash !== hash
          ? `its model was saved with the manifest ${manifestHash}, and theirs is ${hash}`
          : undefined;
  if (differs === undefined) return;
  throw new PneumoError(
    'DATA_CHANGED',
    `The data are not those that the run in ${run.path} began with (${differs}). Put them back, or start a new run.`,
  );
}

async function read(run: RunFolder, name: string): Promise<string> {
  const file = run.file(name);
  if (existsSync(file)) return readFile(file, 'utf8');
  throw new PneumoError('NO_RUN', `${file} is missing; the run's folder is not whole. Start a new run.`);
}

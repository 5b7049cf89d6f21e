import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { checkEnsemble } from '../ensemble/checkEnsemble.ts';
import type { LoadedEnsemble } from '../ensemble/predictEnsemble.ts';
import { loadModelFromFolder } from './loadModelFromFolder.ts';
import { readModelFolder } from './readModelFolder.ts';
import { ENSEMBLE_FILE } from './saveEnsembleToFolder.ts';
import { sha256 } from './saveModelToFolder.ts';

/**
 * Loads an ensemble that {@link saveEnsembleToFolder} wrote.
 *
 * @param folder - the folder with `ensemble.json`
 * @returns the contract and the members, which the caller disposes
 * @throws PneumoError `FILE_NOT_FOUND`; `CORRUPT_FILE` when a member is not the model that the ensemble was made
 *   with; an error of `checkEnsemble` or `loadModelFromFolder`
 *
 * @example
 * ```ts
 * await loadEnsembleFromFolder('no/such/ensemble').catch((error) => error.code); // 'FILE_NOT_FOUND'
 * ```
 */
export async function loadEnsembleFromFolder(folder: string): Promise<LoadedEnsemble> {
  const contract = checkEnsemble(await readEnsembleFile(folder));
  const members: LoadedEnsemble['members'] = [];
  try {
    for (const { name, folder: below, weightsSha256 } of contract.members) {
      const path = join(folder, below);
      const { weights } = await readModelFolder(path);
      members.push(await loadModelFromFolder(path));
      if (sha256(weights) !== weightsSha256) {
        throw new PneumoError(
          'CORRUPT_FILE',
          `${path} is not the model '${name}' that the ensemble was made with (its SHA-256 differs); copy the ensemble again.`,
        );
      }
    }
  } catch (error) {
    members.forEach(({ model }) => model.dispose());
    throw error;
  }
  return { contract, members };
}

async function readEnsembleFile(folder: string): Promise<unknown> {
  const path = join(folder, ENSEMBLE_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new PneumoError(
      'FILE_NOT_FOUND',
      `There is no file ${path} that can be read; expected a folder that saveEnsembleToFolder wrote.`,
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PneumoError('CORRUPT_FILE', `${path} is not JSON; copy the ensemble again.`, { cause });
  }
}

import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { checkContract } from '../contract/checkContract.ts';
import { checkEnsemble } from '../ensemble/checkEnsemble.ts';
import {
  ENSEMBLE_SCHEMA_VERSION,
  type EnsembleContract,
  type EnsembleMember,
} from '../ensemble/ensembleContract.ts';
import { checkWeightsHash, readModelFolder } from './readModelFolder.ts';
import { sha256 } from './saveModelToFolder.ts';

/** The file of a folder that makes it an ensemble. */
export const ENSEMBLE_FILE = 'ensemble.json';

/** What {@link saveEnsembleToFolder} is given of a member. */
export interface MemberSource {
  /** What people call it. */
  name: string;
  /** The folder that `saveModelToFolder` wrote. */
  folder: string;
}

/**
 * Saves an ensemble: copies of its members' folders as `members/1`, `members/2` and so on, and `ensemble.json`, which
 * is written last, so that a folder with one is whole.
 *
 * @param folder - where it shall stand; new or empty
 * @param members - saved models, in the order of the rule's weights
 * @param contract - rule, threshold, calibration, prevalence
 * @returns the contract as it was written
 * @throws PneumoError `FOLDER_NOT_EMPTY`; an error of `loadModelFromFolder` where a member is no whole model, or of
 *   `checkEnsemble`
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const root = join(tmpdir(), `pneumo-example-ensemble-${process.pid}`);
 * const config = resolveModelConfig('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * await saveModelToFolder(join(root, 'a'), createModel('cnn', config), modelContract('cnn', config));
 * const members = [{ name: 'a', folder: join(root, 'a') }];
 * await saveEnsembleToFolder(join(root, 'one'), members, {
 *   rule: { method: 'mean-logit', weights: [1], intercept: 0 },
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * const ensemble = await loadEnsembleFromFolder(join(root, 'one'));
 * ensemble.contract.members[0].folder; // 'members/1'
 * ```
 */
export async function saveEnsembleToFolder(
  folder: string,
  members: readonly MemberSource[],
  contract: Omit<EnsembleContract, 'schemaVersion' | 'members'>,
): Promise<EnsembleContract> {
  const old = await readdir(folder).catch((): string[] => []);
  if (old.length > 0) {
    throw new PneumoError(
      'FOLDER_NOT_EMPTY',
      `${folder} holds '${old[0]}'; expected a new or empty folder for an ensemble. Nothing was overwritten.`,
      { details: { folder, other: old[0] } },
    );
  }
  const known: EnsembleMember[] = [];
  for (const [m, { name, folder: from }] of members.entries()) {
    // A torn model is found now and not where the ensemble is used.
    const files = await readModelFolder(from);
    checkWeightsHash(from, files);
    checkContract(files.metadata.pneumo);
    const weightsSha256 = files.weightsSha256 ?? sha256(files.weights);
    known.push({ name, folder: `members/${m + 1}`, weightsSha256 });
  }
  const whole = checkEnsemble({ schemaVersion: ENSEMBLE_SCHEMA_VERSION, members: known, ...contract });
  try {
    for (const [m, { folder: from }] of members.entries()) {
      const to = join(folder, known[m]!.folder);
      await mkdir(to, { recursive: true });
      for (const file of await readdir(from)) await copyFile(join(from, file), join(to, file));
    }
    await writeFile(join(folder, `${ENSEMBLE_FILE}.partial`), `${JSON.stringify(whole, null, 2)}\n`);
    await rename(join(folder, `${ENSEMBLE_FILE}.partial`), join(folder, ENSEMBLE_FILE));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new PneumoError(
      code === 'ENOSPC' || code === 'EDQUOT' ? 'DISK_FULL' : 'NOT_WRITABLE',
      `The ensemble ${folder} cannot be written (${code}); free space, or name a folder that this user may write to.`,
      { cause },
    );
  }
  return whole;
}

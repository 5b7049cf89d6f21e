import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PneumoError, writeError } from '@pneumo/core';
import { checkContract } from '../contract/checkContract.ts';
import type { DataContract } from '../contract/dataContract.ts';
import { checkEnsemble } from '../ensemble/checkEnsemble.ts';
import { ensembleCard } from '../ensemble/ensembleCard.ts';
import {
  ENSEMBLE_SCHEMA_VERSION,
  type EnsembleContract,
  type EnsembleMember,
} from '../ensemble/ensembleContract.ts';
import { checkWeightsHash, type ModelFiles, readModelFile, readModelFolder } from './readModelFolder.ts';
import { MODEL_CARD_FILE, sha256 } from './saveModelToFolder.ts';

/** The file of a folder that makes it an ensemble. */
export const ENSEMBLE_FILE = 'ensemble.json';

const MEMBERS_FOLDER = 'members';

/** What {@link saveEnsembleToFolder} is given of a member. */
export interface MemberSource {
  /** What people call it. */
  name: string;
  /** The folder that `saveModelToFolder` wrote. */
  folder: string;
}

/**
 * Saves an ensemble: copies of its members' models as `members/1`, `members/2` and so on, the draft of a model card,
 * and `ensemble.json`, which is written last, so that a folder with one is whole. Where it fails, what it wrote is
 * removed.
 *
 * @param folder - where it shall stand; new or empty
 * @param members - saved models, in the order of the rule's weights
 * @param contract - rule, threshold, calibration, prevalence
 * @returns the contract as it was written, with the hash of the training manifest where the members agree on it
 * @throws PneumoError `FOLDER_NOT_EMPTY`; an error of `loadModelFromFolder` where a member is no whole model, or of
 *   `checkEnsemble`; `DISK_FULL`; `NOT_WRITABLE`
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
  contract: Omit<EnsembleContract, 'schemaVersion' | 'members' | 'manifestHash'>,
): Promise<EnsembleContract> {
  const old = await readdir(folder).catch(() => undefined);
  if (old?.[0] !== undefined) {
    throw new PneumoError(
      'FOLDER_NOT_EMPTY',
      `${folder} holds '${old[0]}'; expected a new or empty folder for an ensemble. Nothing was overwritten.`,
      { details: { folder, other: old[0] } },
    );
  }
  const known: EnsembleMember[] = [];
  const contracts: DataContract[] = [];
  const copies: { from: string; to: string }[] = [];
  for (const [m, { name, folder: from }] of members.entries()) {
    // A torn model is found now and not where the ensemble is used.
    const files = await readModelFolder(from);
    checkWeightsHash(from, files);
    contracts.push(checkContract(files.metadata.pneumo));
    const weightsSha256 = files.weightsSha256 ?? sha256(files.weights);
    const below = `${MEMBERS_FOLDER}/${m + 1}`;
    known.push({ name, folder: below, weightsSha256 });
    for (const file of await filesOf(from, files))
      copies.push({ from: join(from, file), to: join(folder, below, file) });
  }
  const [manifestHash, ...others] = new Set(contracts.map((member) => member.manifestHash));
  const whole = checkEnsemble({
    schemaVersion: ENSEMBLE_SCHEMA_VERSION,
    members: known,
    ...contract,
    ...(manifestHash !== undefined && others.length === 0 && { manifestHash }),
  });
  const write = async (path: string, content: Uint8Array | string): Promise<void> => {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.partial`, content);
      await rename(`${path}.partial`, path);
    } catch (cause) {
      throw writeError(cause, folder);
    }
  };
  try {
    for (const { from, to } of copies) await write(to, await readModelFile(from));
    await write(join(folder, MODEL_CARD_FILE), ensembleCard(whole, contracts));
    await write(join(folder, ENSEMBLE_FILE), `${JSON.stringify(whole, null, 2)}\n`);
  } catch (error) {
    await removeOwn(folder);
    if (old === undefined) await rmdir(folder).catch(() => undefined);
    throw error;
  }
  return whole;
}

/** Takes away what an ensemble that could not be finished has written. */
async function removeOwn(folder: string): Promise<void> {
  const files = [MODEL_CARD_FILE, ENSEMBLE_FILE].flatMap((name) => [name, `${name}.partial`]);
  for (const name of [MEMBERS_FOLDER, ...files]) {
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The files that make a saved model, whatever else stands in its folder. */
async function filesOf(folder: string, { json }: ModelFiles): Promise<string[]> {
  const own = ['model.json', ...json.weightsManifest.flatMap(({ paths }) => paths)];
  return (await readdir(folder)).includes(MODEL_CARD_FILE) ? [...own, MODEL_CARD_FILE] : own;
}

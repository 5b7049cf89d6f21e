import { checkContract } from '../contract/checkContract.ts';
import type { DataContract } from '../contract/dataContract.ts';
import { checkWeightsHash, readModelFolder } from './readModelFolder.ts';

/**
 * Reads what a saved model says about itself, without building it: no engine is needed. Its weights are read, and
 * must be those that it was saved with.
 *
 * @param folder - the folder with `model.json` and `weights.bin`
 * @returns the data contract
 * @throws PneumoError an error of `loadModelFromFolder` for files, or of `checkContract`
 *
 * @example
 * ```ts
 * await loadContractFromFolder('no/such/model').catch((error) => error.code); // 'FILE_NOT_FOUND'
 * ```
 */
export async function loadContractFromFolder(folder: string): Promise<DataContract> {
  const files = await readModelFolder(folder);
  checkWeightsHash(folder, files);
  return checkContract(files.metadata.pneumo);
}

export { loadContractFromFolder } from './loadContractFromFolder.ts';
export { saveModelToFolder } from './saveModelToFolder.ts';
export { loadModelFromFolder } from './loadModelFromFolder.ts';
export { readTfjsWeights } from './readTfjsWeights.ts';
export { ENSEMBLE_FILE, saveEnsembleToFolder } from './saveEnsembleToFolder.ts';
export { loadEnsembleFromFolder } from './loadEnsembleFromFolder.ts';
export { downloadFromHub } from './hub/downloadFromHub.ts';
export type { MemberSource } from './saveEnsembleToFolder.ts';
export type { DownloadOptions } from './hub/downloadFromHub.ts';

export { saveModelToFolder } from './saveModelToFolder.ts';
export { loadModelFromFolder } from './loadModelFromFolder.ts';
export { downloadFromHub } from './hub/downloadFromHub.ts';
export type { DownloadOptions } from './hub/downloadFromHub.ts';

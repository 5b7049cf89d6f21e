export { saveModelToFolder } from './saveModelToFolder.ts';
export { loadModelFromFolder } from './loadModelFromFolder.ts';

export { fileCheckpointStore } from './fileCheckpointStore.ts';
export type { FileCheckpointStoreOptions } from './fileCheckpointStore.ts';

export { fileCheckpointStore } from './fileCheckpointStore.ts';
export { storeFeatures } from './storeFeatures.ts';
export { mlflowQueue } from './mlflowQueue.ts';
export { tensorBoardWriter } from './tensorBoardWriter.ts';
export type { FileCheckpointStoreOptions } from './fileCheckpointStore.ts';
export type { FeaturePart, StoredFeatures, StoreFeaturesOptions } from './storeFeatures.ts';
export type { TensorBoardWriter, TensorBoardWriterOptions } from './tensorBoardWriter.ts';
export type { MlflowQueue, MlflowQueueOptions } from './mlflowQueue.ts';

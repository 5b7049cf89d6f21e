export { sigmoidBinaryCrossEntropy } from './sigmoidBinaryCrossEntropy.ts';
export { sigmoidFocalLoss } from './sigmoidFocalLoss.ts';
export type { ClassWeights, LossOptions } from './lossOptions.ts';
export type { FocalLossOptions } from './sigmoidFocalLoss.ts';

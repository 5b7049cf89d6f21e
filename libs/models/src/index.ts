export { modelNames } from './architectures.ts';
export { createModel, resolveModelConfig } from './createModel.ts';
export { modelContract } from './modelContract.ts';
export { modelFacts } from './modelFacts.ts';
export { studyCnnConfig } from './cnn/cnnConfig.ts';
export { buildCnn } from './cnn/buildCnn.ts';
export { BatchNormalization } from './layers/BatchNormalization.ts';
export { Dropout } from './layers/Dropout.ts';
export { Relu6 } from './layers/Relu6.ts';
export { setDropoutState } from './layers/setDropoutState.ts';
export { CONTRACT_SCHEMA_VERSION } from './contract/dataContract.ts';
export { checkContract } from './contract/checkContract.ts';
export { probabilityOfLogit } from './contract/probabilityOfLogit.ts';
export { modelCard } from './modelCard.ts';
export { saveModel } from './saveModel.ts';
export { loadModel } from './loadModel.ts';
export { parameterNames } from './freezing/parameterNames.ts';
export { setTrainable } from './freezing/setTrainable.ts';
export { gradualUnfreezing, learningRateFactors, parameterGroups } from './freezing/parameterGroups.ts';
export { modelStages } from './features/modelStages.ts';
export { featureModel } from './features/featureModel.ts';
export { frozenPrefix } from './prefix/frozenPrefix.ts';
export { trainingFlops } from './prefix/trainingFlops.ts';
export { parseSafetensors } from './weights/parseSafetensors.ts';
export { parseTorchCheckpoint } from './weights/torch/parseTorchCheckpoint.ts';
export { parseKerasWeights } from './weights/keras/parseKerasWeights.ts';
export { parseTfjsWeights } from './weights/keras/parseTfjsWeights.ts';
export { loadKerasWeights } from './weights/keras/loadKerasWeights.ts';
export { formatSafetensors } from './weights/formatSafetensors.ts';
export { loadWeights } from './weights/loadWeights.ts';
export { weightsToSafetensors } from './weights/weightsToSafetensors.ts';
export { ENSEMBLE_SCHEMA_VERSION } from './ensemble/ensembleContract.ts';
export { ensembleCard } from './ensemble/ensembleCard.ts';
export { checkEnsemble } from './ensemble/checkEnsemble.ts';
export { predictEnsemble } from './ensemble/predictEnsemble.ts';
export { predictLogits } from './predictLogits.ts';
export { modelSummary } from './modelSummary.ts';
export type { ModelConfigs, ModelName } from './architectures.ts';
export type { BackboneConfig } from './backbones/backboneConfig.ts';
export type { CreateModelOptions } from './createModel.ts';
export type { Relu6Args } from './layers/Relu6.ts';
export type { CnnConfig } from './cnn/cnnConfig.ts';
export type { BatchNormalizationArgs } from './layers/BatchNormalization.ts';
export type { DropoutArgs, DropoutState } from './layers/Dropout.ts';
export type {
  ContractArchitecture,
  ContractPrevalence,
  ContractThreshold,
  DataContract,
  TestTimeAugmentation,
} from './contract/dataContract.ts';
export type { ModelFacts } from './modelFacts.ts';
export type { LoadedModel } from './loadModel.ts';
export type { EnsembleContract, EnsembleMember } from './ensemble/ensembleContract.ts';
export type { LoadedEnsemble } from './ensemble/predictEnsemble.ts';
export type { PredictOptions } from './predictLogits.ts';
export type { LayerSummary, ModelSummary } from './modelSummary.ts';
export type { SourceTensor, WeightSource } from './weights/weightSource.ts';
export type { SafetensorsFile } from './weights/parseSafetensors.ts';
export type { FormatSafetensorsOptions, HostWeights } from './weights/formatSafetensors.ts';
export type { LoadWeightsOptions, LoadedWeights } from './weights/loadWeights.ts';
export type { SetTrainableOptions, TrainableRule } from './freezing/setTrainable.ts';
export type { FrozenPrefix } from './prefix/frozenPrefix.ts';
export type { ParameterGroup } from './freezing/parameterGroups.ts';
export type { Stage } from './plan/NetworkPlan.ts';
export type { KerasLayer, KerasLayerConfig, KerasWeights } from './weights/keras/kerasWeights.ts';
export type { LoadKerasWeightsOptions } from './weights/keras/loadKerasWeights.ts';
export type { TorchCheckpointOptions } from './weights/torch/parseTorchCheckpoint.ts';
export type { ContractCalibration } from './contract/calibration.ts';

export { fit } from './fit.ts';
export { predictBatches } from './predictBatches.ts';
export { checkFinitePredictions } from './checkFinite.ts';
export { findLearningRate } from './findLearningRate.ts';
export { predictUnderShifts } from './shifts/predictUnderShifts.ts';
export { judgeShifts } from './shifts/judgeShifts.ts';
export { createOptimiser } from './optimiser/createOptimiser.ts';
export { checkOptimiserConfig } from './optimiser/optimiserConfig.ts';
export { clipByGlobalNorm, globalNorm } from './optimiser/globalNorm.ts';
export { learningRateAt } from './schedule/learningRateAt.ts';
export { initialPlateauState, updatePlateau } from './schedule/plateau.ts';
export { checkScheduleConfig } from './schedule/scheduleConfig.ts';
export { initialEarlyStoppingState, updateEarlyStopping } from './earlyStopping.ts';
export { CHECKPOINT_SCHEMA_VERSION } from './checkpoint/checkpoint.ts';
export { memoryCheckpointStore } from './checkpoint/checkpointStore.ts';
export { modelFingerprint } from './checkpoint/modelFingerprint.ts';
export { parseCheckpoint } from './checkpoint/parseCheckpoint.ts';
export { serialiseCheckpoint } from './checkpoint/serialiseCheckpoint.ts';
export { assignWeights } from './average/assignWeights.ts';
export { reestimateBatchNormalisation } from './average/reestimateBatchNormalisation.ts';
export { modelWeights } from './modelWeights.ts';
export { estimateActivationBytes, estimateCheckpointBytes } from './estimates.ts';
export { encodeTensorBoardEvent } from './tracking/tensorboard/encodeTensorBoardEvent.ts';
export { fitMlflow } from './tracking/mlflow/fitMlflow.ts';
export { fitTensorBoard } from './tracking/tensorboard/fitTensorBoard.ts';
export { histogram } from './tracking/tensorboard/histogram.ts';
export type { FitResult } from './fitResult.ts';
export type { BatchLoss, FitOptions, ValidationContext } from './fitOptions.ts';
export type {
  CheckpointEvent,
  EarlyStopEvent,
  EpochEndEvent,
  FitEndEvent,
  FitEvent,
  FitOutcome,
  FitStartEvent,
  UnfreezeEvent,
  StepEvent,
} from './fitEvent.ts';
export type { EpochSums, HistoryRow, MemoryUse } from './history.ts';
export type { Monitor } from './monitor.ts';
export type { BatchPredictions, PredictBatchesOptions } from './predictBatches.ts';
export type { ModelWeights, NamedWeight } from './modelWeights.ts';
export type { Optimiser } from './optimiser/createOptimiser.ts';
export type { LearningRateCurve, LearningRateFinderOptions, LearningRatePoint } from './findLearningRate.ts';
export type {
  PredictImages,
  PredictUnderShiftsOptions,
  ShiftedPredictions,
} from './shifts/predictUnderShifts.ts';
export type {
  JudgedShift,
  JudgeShiftsOptions,
  ShiftFigureName,
  ShiftFigures,
  ShiftJudgement,
  WorstShift,
} from './shifts/judgeShifts.ts';
export type { AverageConfig, EmaConfig, SwaConfig } from './average/averageConfig.ts';
export type { ReestimateOptions } from './average/reestimateBatchNormalisation.ts';
export type { OptimiserGroup } from './optimiser/optimiserGroups.ts';
export type {
  AdamConfig,
  LionConfig,
  OptimiserConfig,
  RmspropConfig,
  SgdConfig,
  WeightDecayConfig,
} from './optimiser/optimiserConfig.ts';
export type {
  ConstantSchedule,
  CosineSchedule,
  CyclicCosineSchedule,
  OneCycleSchedule,
  PlateauSchedule,
  ScheduleConfig,
  StepSchedule,
  WarmUp,
} from './schedule/scheduleConfig.ts';
export type { PlateauState } from './schedule/plateau.ts';
export type { EarlyStoppingConfig, EarlyStoppingState } from './earlyStopping.ts';
export type {
  BestEpoch,
  Checkpoint,
  EngineRecord,
  FitSettings,
  FitState,
  HostTensor,
  HostTensors,
} from './checkpoint/checkpoint.ts';
export type { CheckpointPlace } from './checkpoint/checkpointPlace.ts';
export type { CheckpointStore, LoadedCheckpoint, SkippedCheckpoint } from './checkpoint/checkpointStore.ts';
export type { Histogram } from './tracking/tensorboard/histogram.ts';
export type { TensorBoardSink } from './tracking/tensorboard/fitTensorBoard.ts';
export type {
  HistogramValue,
  HyperParameter,
  HyperParametersValue,
  ImageValue,
  RunEndValue,
  ScalarValue,
  TensorBoardEvent,
  TensorBoardValue,
} from './tracking/tensorboard/tensorBoardEvent.ts';
export type { MlflowEntry, MlflowMetric, MlflowStatus } from './tracking/mlflow/mlflowEntry.ts';
export type { MlflowSink } from './tracking/mlflow/fitMlflow.ts';
export type { MlflowServer } from './tracking/mlflow/mlflowClient.ts';
export type { MlflowRunDescription } from './tracking/mlflow/mlflowRun.ts';

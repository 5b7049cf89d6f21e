export { binaryLabel } from './sample.ts';
export { patientReader, subtypeOf } from './patientRule.ts';
export { formatPatientRule, parsePatientRule } from './parsePatientRule.ts';
export { splitStudy } from './splits/splitStudy.ts';
export { splitGiven } from './splits/splitGiven.ts';
export { splitByPatient } from './splits/splitByPatient.ts';
export { splitKFold } from './splits/splitKFold.ts';
export { splitNestedKFold } from './splits/splitNestedKFold.ts';
export { splitHoldOut } from './splits/splitHoldOut.ts';
export { splitBootstrap } from './splits/splitBootstrap.ts';
export { formatSplit, parseSplit, splitHash } from './splits/split.ts';
export { leakageDesign } from './splits/leakageDesign.ts';
export { checkSplit } from './splits/checkSplit.ts';
export { classWeights } from './classWeights.ts';
export { formatManifest, manifestHash, parseManifest } from './manifest.ts';
export { auditSamples } from './auditSamples.ts';
export { imageStatistics } from './audit/imageStatistics.ts';
export { findMarkers } from './audit/findMarkers.ts';
export { jpegQuality } from './audit/jpegQuality.ts';
export { findDuplicates } from './audit/findDuplicates.ts';
export { featureTable } from './audit/featureTable.ts';
export { separability } from './audit/separability.ts';
export { strangeImages } from './audit/strangeImages.ts';
export { auditImages } from './audit/auditImages.ts';
export { auditFeatures, exposureFeatures, fileFeatures, pictureFeatures } from './audit/auditTable.ts';
export { shrinkGrey } from './audit/shrinkGrey.ts';
export { toBatch } from './toBatch.ts';
export { epochOrder } from './epochOrder.ts';
export { balancedOrder, weightedOrder } from './sampleOrder.ts';
export { planBatches } from './planBatches.ts';
export { inlineLoader, makeBatch } from './batchLoader.ts';
export { featureLoader } from './features/featureLoader.ts';
export { replayVariants } from './features/replayVariants.ts';
export { loadBatches } from './loadBatches.ts';
export { sharedPixelSource, sharePixels } from './sharePixels.ts';
export { pairMasks } from './pairMasks.ts';
export { renderDeepGrey, renderGrey } from './sources/renderGrey.ts';
export { parseNpy } from './sources/parseNpy.ts';
export { parseJsonLines } from './sources/parseJsonLines.ts';
export { generatePhantom } from './phantom/generatePhantom.ts';
export type { Sample, SampleLabel, SplitPart } from './sample.ts';
export type { PixelDepth, PixelSource } from './pixelSource.ts';
export type {
  ColumnPatientRule,
  NamePatientRule,
  PatientReading,
  PatientRule,
  RegexpPatientRule,
} from './patientRule.ts';
export type { SplitOptions } from './splits/splitOptions.ts';
export type { KFoldOptions } from './splits/splitKFold.ts';
export type { NestedKFoldOptions } from './splits/splitNestedKFold.ts';
export type { HoldOutOptions } from './splits/splitHoldOut.ts';
export type { LeakageDesign, LeakageDesignOptions } from './splits/leakageDesign.ts';
export type { BootstrapOptions } from './splits/splitBootstrap.ts';
export type { LeftOut, LeftOutReason, Split, SplitName } from './splits/split.ts';
export type { CheckSplitOptions, ClassCounts, SplitCheck } from './splits/checkSplit.ts';
export type { ClassWeights } from './classWeights.ts';
export type { ManifestRow } from './manifest.ts';
export type { Batch } from './batch.ts';
export type { ToBatchOptions } from './toBatch.ts';
export type { WeightedOrderOptions } from './sampleOrder.ts';
export type { LastBatch } from './planBatches.ts';
export type { EpochOrderOptions } from './epochOrder.ts';
export type { BatchLoader, BatchRequest } from './batchLoader.ts';
export type { FeaturePrecision, FeatureStore } from './features/featureStore.ts';
export type { LoadBatchesOptions } from './loadBatches.ts';
export type {
  FilePixels,
  FilePixelSource,
  PairedMasks,
  PixelLayout,
  SharedPixels,
  SharedPixelSource,
  StoredPixels,
  StoredPixelSource,
} from './storedPixels.ts';
export type { Audit, AuditCount, AuditPatients, AuditRange, AuditRow, AuditView } from './auditSamples.ts';
export type { Phantom, PhantomFacts, PhantomMarker, PhantomOptions } from './phantom/phantom.ts';
export type {
  BadFile,
  DecodedImage,
  DecodeOptions,
  ImageForm,
  ImageSource,
  ResizeKernel,
} from './sources/imageSource.ts';
export type { DataWarning } from './sources/dataWarning.ts';
export type { GreyWindow, LookupTable, Rescale } from './sources/greyWindow.ts';
export type { OpenedImage } from './sources/openedImage.ts';
export type { NpyArray } from './sources/parseNpy.ts';
export type { ImageStatistics } from './audit/imageStatistics.ts';
export type { GreyGrid } from './audit/shrinkGrey.ts';
export type { MarkerBox } from './audit/findMarkers.ts';
export type { AuditFeature, AuditImage } from './audit/auditTable.ts';
export type { DuplicateGroup, DuplicateOptions, Duplicates } from './audit/findDuplicates.ts';
export type { FeatureRange, FeatureRow } from './audit/featureTable.ts';
export type { FeatureSeparation, Separability, SeparabilityOptions } from './audit/separability.ts';
export type { StrangeImage } from './audit/strangeImages.ts';
export type { ImageAudit } from './audit/auditImages.ts';

export { applyAugmentation } from './applyAugmentation.ts';
export { applyGeometry } from './applyGeometry.ts';
export { augment } from './augment.ts';
export { augmentPolicySchema } from './augmentPolicySchema.ts';
export { checkPolicy } from './checkPolicy.ts';
export { checkRecord } from './checkRecord.ts';
export { drawAugmentation } from './drawAugmentation.ts';
export { checkMixPolicy } from './mixing/checkMixPolicy.ts';
export { drawMix } from './mixing/drawMix.ts';
export { applyMix } from './mixing/applyMix.ts';
export { augMixPolicy } from './presets/augMixPolicy.ts';
export { chestPolicy } from './presets/chestPolicy.ts';
export { identityPolicy } from './presets/identityPolicy.ts';
export { namedPolicies } from './presets/namedPolicies.ts';
export { randAugmentPolicy } from './presets/randAugmentPolicy.ts';
export { robustPolicy } from './presets/robustPolicy.ts';
export { strongPolicy } from './presets/strongPolicy.ts';
export { studyPolicy } from './presets/studyPolicy.ts';
export { trivialAugmentPolicy } from './presets/trivialAugmentPolicy.ts';
export { shiftRecord } from './shifts/shiftRecord.ts';
export { shiftSuite } from './shifts/shiftSuite.ts';
export type {
  AugmentOperation,
  AugmentPolicy,
  BorderFill,
  Interpolation,
  OperationChance,
} from './augmentPolicy.ts';
export type { AugmentKey, AugmentationRecord, DrawnOperation } from './augmentationRecord.ts';
export type { ApplyOptions } from './outputSize.ts';
export type { MixableBatch, MixKey, MixPolicy, MixRecord } from './mixing/mixRecord.ts';
export type { PolicyName } from './presets/namedPolicies.ts';
export type { Shift, ShiftName, ShiftSeverity, ShiftSuite } from './shifts/shiftSuite.ts';
export type { AspectOperation, DrawnAspect } from './operations/aspect.ts';
export type { AugMixOperation, DrawnAugMix } from './operations/augMix.ts';
export type { AutocontrastOperation, DrawnAutocontrast } from './operations/autocontrast.ts';
export type { BlurOperation, DrawnBlur } from './operations/blur.ts';
export type { BrightnessOperation, DrawnBrightness } from './operations/brightness.ts';
export type { ClaheOperation, DrawnClahe } from './operations/clahe.ts';
export type { CoarseDropoutOperation, DrawnCoarseDropout } from './operations/coarseDropout.ts';
export type { ContrastOperation, DrawnContrast } from './operations/contrast.ts';
export type { DrawnElastic, ElasticOperation } from './operations/elastic.ts';
export type { DrawnEqualise, EqualiseOperation } from './operations/equalise.ts';
export type { DrawnFrame, FrameOperation } from './operations/frame.ts';
export type { DrawnGamma, GammaOperation } from './operations/gamma.ts';
export type { DrawnGaussianNoise, GaussianNoiseOperation } from './operations/gaussianNoise.ts';
export type { DrawnHorizontalFlip, HorizontalFlipOperation } from './operations/horizontalFlip.ts';
export type { DrawnInvert, InvertOperation } from './operations/invert.ts';
export type { DrawnJpeg, JpegOperation } from './operations/jpeg.ts';
export type { DrawnMarker, MarkerOperation } from './operations/marker.ts';
export type { DrawnPerspective, PerspectiveOperation } from './operations/perspective.ts';
export type { DrawnPosterise, PosteriseOperation } from './operations/posterise.ts';
export type { RandAugmentOperation } from './operations/randAugment.ts';
export type { DrawnRandomResizedCrop, RandomResizedCropOperation } from './operations/randomResizedCrop.ts';
export type { DrawnRotation, RotationOperation } from './operations/rotation.ts';
export type { DrawnScale, ScaleOperation } from './operations/scale.ts';
export type { DrawnSharpen, SharpenOperation } from './operations/sharpen.ts';
export type { DrawnShear, ShearOperation } from './operations/shear.ts';
export type { DrawnShift, ShiftOperation } from './operations/shift.ts';
export type { DrawnSolarise, SolariseOperation } from './operations/solarise.ts';
export type { TrivialAugmentOperation } from './operations/trivialAugment.ts';

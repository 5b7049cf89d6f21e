export { applyAugmentation } from './applyAugmentation.ts';
export { applyGeometry } from './applyGeometry.ts';
export { augment } from './augment.ts';
export { checkPolicy } from './checkPolicy.ts';
export { checkRecord } from './checkRecord.ts';
export { drawAugmentation } from './drawAugmentation.ts';
export { identityPolicy } from './identityPolicy.ts';
export { studyPolicy } from './studyPolicy.ts';
export type {
  AugmentOperation,
  AugmentPolicy,
  BorderFill,
  BrightnessOperation,
  ContrastOperation,
  HorizontalFlipOperation,
  OperationChance,
  RotationOperation,
  ScaleOperation,
  ShiftOperation,
} from './augmentPolicy.ts';
export type {
  AugmentKey,
  AugmentationRecord,
  DrawnBrightness,
  DrawnContrast,
  DrawnHorizontalFlip,
  DrawnOperation,
  DrawnRotation,
  DrawnScale,
  DrawnShift,
} from './augmentationRecord.ts';

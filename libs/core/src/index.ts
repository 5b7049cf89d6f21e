export { PneumoError, isPneumoError } from './pneumoError.ts';
export { isAbort } from './isAbort.ts';
export { systemCode, writeError } from './fileError.ts';
export { didYouMean } from './didYouMean.ts';
export { cutText } from './cutText.ts';
export { showValue } from './showValue.ts';
export { pixelImage } from './pixelImage.ts';
export { philox4x32 } from './philox.ts';
export { randomStream } from './randomStream.ts';
export { decodeHalves, encodeHalves } from './halfFloats.ts';
export { formatCsv, parseCsv } from './csv.ts';
export { sha256 } from './sha256.ts';
export { wasmExports } from './wasmExports.ts';
export { allocateSafetensors } from './allocateSafetensors.ts';
export { readSafetensorsHeader } from './readSafetensorsHeader.ts';
export {
  IMAGENET_GREY_NORMALISATION,
  IMAGENET_NORMALISATION,
  checkNormalisation,
  normaliseInto,
} from './normalise.ts';
export {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkPositive,
  checkProbability,
  checkSameLength,
  SMALLEST_POSITIVE,
} from './checks.ts';
export type { PneumoErrorOptions } from './pneumoError.ts';
export type { PixelData, PixelImage } from './pixelImage.ts';
export type { Normalisation } from './normalise.ts';
export type { RandomStream } from './randomStream.ts';
export type { ParseCsvOptions } from './csv.ts';
export type { AllocatedSafetensors, SafetensorsPlace } from './allocateSafetensors.ts';
export type { SafetensorsEntry, SafetensorsHeader, SafetensorsRules } from './readSafetensorsHeader.ts';
export type { NumberBounds } from './checks.ts';

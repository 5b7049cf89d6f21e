export { PneumoError, isPneumoError } from './pneumoError.ts';
export { pixelImage } from './pixelImage.ts';
export { philox4x32 } from './philox.ts';
export { randomStream } from './randomStream.ts';
export { checkInteger, checkNumber, checkOneOf, checkProbability, checkSameLength } from './checks.ts';
export type { PneumoErrorOptions } from './pneumoError.ts';
export type { PixelData, PixelImage } from './pixelImage.ts';
export type { RandomStream } from './randomStream.ts';
export type { NumberBounds } from './checks.ts';

export { binaryLabel } from './sample.ts';
export type { Sample, SampleLabel, SplitPart } from './sample.ts';
export type { PixelSource } from './pixelSource.ts';

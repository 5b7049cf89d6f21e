import type { OperationChance } from '../augmentPolicy.ts';
import { levelsOf, mapLevels } from '../pixels/levels.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Spreads the grey values so that each is about equally often. */
export interface EqualiseOperation extends OperationChance {
  /** Names the operation. */
  type: 'equalise';
}

/** Histogram equalisation was drawn. */
export interface DrawnEqualise {
  /** Names the operation. */
  type: 'equalise';
}

/**
 * Histogram equalisation of each channel on 256 levels, between which values are interpolated:
 * on bytes torchvision's and Pillow's equalize.
 */
export const equalise: IntensityDefinition<'equalise'> = {
  kind: 'intensity',
  policyFields: {},
  recordFields: {},
  draw: () => ({ type: 'equalise' }),
  change: (_drawn, values, { channels, range }) => {
    for (let channel = 0; channel < channels; channel++) {
      const counts = new Float64Array(256);
      levelsOf(values, channel, channels, range, (level) => counts[level]!++);
      const table = tableOf(counts);
      if (table !== undefined) mapLevels(values, channel, channels, range, table);
    }
  },
};

/** Pillow's table: the step leaves the brightest level out; none for an image of one level. */
function tableOf(counts: Float64Array): Float64Array | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const brightest = counts.findLast((count) => count > 0) ?? 0;
  const step = Math.floor((total - brightest) / 255);
  if (step === 0) return undefined;
  const table = new Float64Array(257);
  let sum = Math.floor(step / 2);
  for (let level = 0; level < 256; level++) {
    table[level] = Math.min(255, Math.floor(sum / step));
    sum += counts[level]!;
  }
  table[256] = table[255]!;
  return table;
}

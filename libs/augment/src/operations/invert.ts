import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Exchanges black and white, as MONOCHROME1 and MONOCHROME2 films differ. */
export interface InvertOperation extends OperationChance {
  /** Names the operation. */
  type: 'invert';
}

/** The negative was drawn. */
export interface DrawnInvert {
  /** Names the operation. */
  type: 'invert';
}

/** The negative: torchvision's invert. */
export const invert: IntensityDefinition<'invert'> = {
  kind: 'intensity',
  policyFields: {},
  recordFields: {},
  draw: () => ({ type: 'invert' }),
  linear: (_drawn, { range: [black, white] }) => [-1, black + white],
  change: (_drawn, values, { range: [black, white] }) => {
    for (let i = 0; i < values.length; i++) values[i] = black + white - values[i]!;
  },
};

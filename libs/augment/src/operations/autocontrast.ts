import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Stretches the darkest pixel to black and the brightest to white. */
export interface AutocontrastOperation extends OperationChance {
  /** Names the operation. */
  type: 'autocontrast';
}

/** A stretch to the whole range was drawn. */
export interface DrawnAutocontrast {
  /** Names the operation. */
  type: 'autocontrast';
}

/** Stretches each channel to the range; one that is flat stays: torchvision's autocontrast. */
export const autocontrast: IntensityDefinition<'autocontrast'> = {
  kind: 'intensity',
  policyFields: {},
  recordFields: {},
  draw: () => ({ type: 'autocontrast' }),
  change: (_drawn, values, { channels, range: [black, white] }) => {
    for (let channel = 0; channel < channels; channel++) {
      let low = Infinity;
      let high = -Infinity;
      for (let i = channel; i < values.length; i += channels) {
        const value = values[i]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (low === high) continue;
      const factor = (white - black) / (high - low);
      for (let i = channel; i < values.length; i += channels) {
        const value = black + (values[i]! - low) * factor;
        values[i] = value < black ? black : value > white ? white : value;
      }
    }
  },
};

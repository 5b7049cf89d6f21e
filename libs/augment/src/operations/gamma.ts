import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Raises grey values, black 0 and white 1, to a power drawn log-uniformly from 1 / (1 + `amount`) to 1 + `amount`. */
export interface GammaOperation extends OperationChance {
  /** Names the operation. */
  type: 'gamma';
  /** Largest exponent minus 1, from 0 to 4. */
  amount: number;
}

/** An exponent was drawn. */
export interface DrawnGamma {
  /** Names the operation. */
  type: 'gamma';
  /** Above 1 darkens the middle greys, below 1 lightens them; from 0.05 to 20. */
  gamma: number;
}

/** Steps of the table; its largest error is 1e-6 of the range. */
const STEPS = 4096;
/** Below this share of white the curve bends too much for a table. */
const STEEP = 1 / 64;

/** torchvision's adjust_gamma with gain 1. */
export const gamma: IntensityDefinition<'gamma'> = {
  kind: 'intensity',
  policyFields: { amount: [0, 4] },
  recordFields: { gamma: [0.05, 20] },
  draw: ({ amount }, stream) => ({ type: 'gamma', gamma: (1 + amount) ** stream.uniform(-1, 1) }),
  change: (drawn, values, { range: [black, white] }) => {
    const span = white - black;
    const table = new Float64Array(STEPS + 2);
    for (let i = 0; i <= STEPS; i++) table[i] = power(i / STEPS, drawn.gamma);
    table[STEPS + 1] = table[STEPS]!;
    for (let i = 0; i < values.length; i++) {
      const unit = (values[i]! - black) / span;
      if (unit <= 0) {
        values[i] = black;
      } else if (unit < STEEP) {
        values[i] = black + span * power(unit, drawn.gamma);
      } else {
        const place = unit < 1 ? unit * STEPS : STEPS;
        const step = place | 0;
        const low = table[step]!;
        values[i] = black + span * (low + (table[step + 1]! - low) * (place - step));
      }
    }
  },
};

/** Powers differ in their last bits from engine to engine; after this a replay does not. */
function power(base: number, exponent: number): number {
  return Math.round(base ** exponent * 2 ** 32) / 2 ** 32;
}

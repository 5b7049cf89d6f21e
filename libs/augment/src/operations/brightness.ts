import type { IntensityDefinition } from './operationDefinition.ts';

/** Multiplies by a factor and clips to the range: torchvision's adjust_brightness. */
export const brightness: IntensityDefinition<'brightness'> = {
  kind: 'intensity',
  policyFields: { amount: [0, 1] },
  recordFields: { factor: [0, 100] },
  draw: ({ amount }, stream) => ({ type: 'brightness', factor: stream.uniform(1 - amount, 1 + amount) }),
  change: ({ factor }, values, { range: [black, white] }) => {
    const offset = black - black * factor;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]! * factor + offset;
      values[i] = value < black ? black : value > white ? white : value;
    }
  },
};

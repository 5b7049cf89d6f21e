import type { IntensityDefinition } from './operationDefinition.ts';

/** Stretches about the mean grey of the whole image and clips: torchvision's adjust_contrast. */
export const contrast: IntensityDefinition<'contrast'> = {
  kind: 'intensity',
  policyFields: { amount: [0, 1] },
  recordFields: { factor: [0, 100] },
  draw: ({ amount }, stream) => ({ type: 'contrast', factor: stream.uniform(1 - amount, 1 + amount) }),
  change: ({ factor }, values, { channels, range: [black, white] }) => {
    const offset = (1 - factor) * (channels === 1 ? meanOf(values) : meanGreyOf(values));
    for (let i = 0; i < values.length; i++) {
      const value = values[i]! * factor + offset;
      values[i] = value < black ? black : value > white ? white : value;
    }
  },
};

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Mean luma with the weights of ITU-R BT.601, as torchvision's rgb_to_grayscale rounds them. */
function meanGreyOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 3) {
    sum += 0.2989 * values[i]! + 0.587 * values[i + 1]! + 0.114 * values[i + 2]!;
  }
  return (sum * 3) / values.length;
}

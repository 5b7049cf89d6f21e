import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Blurs with a Gaussian whose standard deviation is drawn uniformly from 0 to `sigma`. */
export interface BlurOperation extends OperationChance {
  /** Names the operation. */
  type: 'blur';
  /** Largest standard deviation in pixels, from 0 to 50. */
  sigma: number;
}

/** A blur was drawn. */
export interface DrawnBlur {
  /** Names the operation. */
  type: 'blur';
  /** Standard deviation in pixels, from 0 to 50. */
  sigma: number;
}

/** Gaussian blur, cut at three standard deviations, mirrored at the border: torchvision's gaussian_blur. */
export const blur: IntensityDefinition<'blur'> = {
  kind: 'intensity',
  policyFields: { sigma: [0, 50] },
  recordFields: { sigma: [0, 50] },
  draw: ({ sigma }, stream) => ({ type: 'blur', sigma: stream.uniform(0, sigma) }),
  change: ({ sigma }, values, frame, _replay, passes) => {
    // Below a ninth of a pixel the neighbours' weight is nothing.
    if (sigma > 1 / 9) passes.convolve(values, frame, gaussian(sigma));
  },
};

/** Weights of the centre and of each neighbour to one side. */
function gaussian(sigma: number): Float64Array {
  const weights = Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, i) =>
    // Exponentials differ in their last bits from engine to engine.
    Math.round(Math.exp(-0.5 * (i / sigma) ** 2) * 2 ** 32),
  );
  const total = weights.reduce((sum, weight) => sum + 2 * weight, -weights[0]!);
  return weights.map((weight) => weight / total);
}

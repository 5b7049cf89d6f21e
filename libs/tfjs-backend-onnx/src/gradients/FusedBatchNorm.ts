import { add, engine, mul, neg, rsqrt, sub, sum } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { BATCH_NORM_GRAD } from '../kernels/BatchNormGrad.ts';
import type { LazyBackend } from '../LazyBackend.ts';
import { normalisesByOwnMoments } from './ownMoments.ts';

type Gradients = Record<string, () => Tensor>;

/**
 * Gradient of FusedBatchNorm. Where x is normalised by its own moments the whole gradient is taken in
 * closed form at once, and the paths through mean and variance carry zeros.
 *
 * @param general - core's gradient, for statistics that are not one value a channel
 */
export function fusedBatchNormGradient(general: GradConfig | undefined): GradConfig {
  return {
    kernelName: 'FusedBatchNorm',
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc(dy, saved, attrs) {
      const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
      const epsilon = (attrs as { varianceEpsilon?: number }).varianceEpsilon ?? 0.001;
      if (mean.rank !== 1 && general !== undefined) return general.gradFunc(dy, saved, attrs);
      if (normalisesByOwnMoments(engine().backend as LazyBackend, saved))
        return ownMoments(dy as Tensor, x, mean, variance, scale, epsilon);
      return givenMoments(dy as Tensor, x, mean, variance, scale, epsilon);
    },
  };
}

function ownMoments(
  dy: Tensor,
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  scale: Tensor | undefined,
  epsilon: number,
): Gradients {
  const inputs = { dy, x, mean, variance, ...(scale === undefined || scale === null ? {} : { scale }) };
  const [dx, dScale, dOffset] = engine().runKernel(BATCH_NORM_GRAD, inputs, { epsilon }) as unknown as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const zeros = (like: Tensor) => (): Tensor => engine().runKernel('PneumoZeros', { like }) as Tensor;
  return {
    x: () => dx,
    mean: zeros(mean),
    variance: zeros(variance),
    scale: () => dScale,
    offset: () => dOffset,
  };
}

function givenMoments(
  dy: Tensor,
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  scale: Tensor | undefined,
  epsilon: number,
): Gradients {
  const axes = dy.shape.slice(0, -1).map((_, axis) => axis);
  const inverse = rsqrt(add(variance, epsilon));
  const factor = scale === undefined || scale === null ? inverse : mul(scale, inverse);
  const dOffset = sum(dy, axes);
  const dScale = (): Tensor => mul(sum(mul(dy, sub(x, mean)), axes), inverse);
  return {
    x: () => mul(dy, factor),
    mean: () => neg(mul(dOffset, factor)),
    variance: () => mul(mul(dScale(), mul(factor, inverse)), -0.5),
    scale: dScale,
    offset: () => dOffset,
  };
}

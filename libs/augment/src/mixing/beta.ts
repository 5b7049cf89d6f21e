import type { RandomStream } from '@pneumo/core';

/** Draws from the Beta distribution with both parameters `alpha`. */
export function drawBeta(alpha: number, stream: RandomStream): number {
  const x = logGamma(alpha, stream);
  const y = logGamma(alpha, stream);
  // In logarithms: with a small alpha both draws may be below the smallest number.
  return 1 / (1 + Math.exp(y - x));
}

/** The logarithm of a draw from the Gamma distribution of scale 1 (Marsaglia and Tsang, 2000). */
function logGamma(shape: number, stream: RandomStream): number {
  if (shape < 1) return logGamma(shape + 1, stream) + Math.log(1 - stream.uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = stream.normal();
    const v = (1 + c * normal) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - stream.uniform()) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) {
      return Math.log(d * v);
    }
  }
}

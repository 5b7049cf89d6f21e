import type { RandomStream } from '@pneumo/core';

/** Draws from the beta distribution with both parameters `alpha`: X / (X + Y) of two gamma variables. */
export function symmetricBeta(stream: RandomStream, alpha: number): number {
  const [x, y] = [logGamma(stream, alpha), logGamma(stream, alpha)];
  // In logarithms, since gamma variables of a small alpha are often 0 in doubles.
  return 1 / (1 + Math.exp(y - x));
}

/** The logarithm of a gamma variable of scale 1 (Marsaglia and Tsang, 2000; below 1 by their section 6). */
function logGamma(stream: RandomStream, alpha: number): number {
  if (alpha < 1) return logGamma(stream, alpha + 1) + logUniform(stream) / alpha;
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && logUniform(stream) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/** Never the logarithm of 0: uniform draws are below 1. */
function logUniform(stream: RandomStream): number {
  return Math.log(1 - stream.uniform());
}

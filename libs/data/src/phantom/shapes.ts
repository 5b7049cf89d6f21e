/** 0 below `from`, 1 above `to`, smooth between (Hermite). */
export function smoothStep(from: number, to: number, value: number): number {
  const t = (value - from) / (to - from);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/** 1 at the centre, falling to 0 at `radius` standard-deviation-like units: a bell without its tails. */
export function bell(squaredDistance: number): number {
  const t = 1 - squaredDistance;
  return t <= 0 ? 0 : t * t * (3 - 2 * t);
}

/** `a` where t is 0, `b` where t is 1. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

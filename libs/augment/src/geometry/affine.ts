/**
 * A map of the plane, (x, y) → (a x + b y + c, d x + e y + f), in pixels: x to the right, y down,
 * whole numbers at the centres of pixels.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The map that moves nothing. */
export const identityAffine: Affine = [1, 0, 0, 0, 1, 0];

/** `first`, then `second`. */
export function composeAffine(second: Affine, first: Affine): Affine {
  const [a, b, c, d, e, f] = second;
  const [p, q, r, s, t, u] = first;
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f];
}

/** The linear map [a b; d e] about the centre of an image, where corners are half a pixel beyond the outer centres. */
export function aboutCentre(
  a: number,
  b: number,
  d: number,
  e: number,
  width: number,
  height: number,
): Affine {
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  return [a, b, x - a * x - b * y, d, e, y - d * x - e * y];
}

/**
 * Rounds a map to multiples of 2^-32. Sines differ in their last bits from engine to engine; after
 * this every coordinate of an image below 65,536 pixels is computed without rounding, so that a
 * replay gives the same bits everywhere.
 */
export function roundAffine(map: Affine): Affine {
  const round = (value: number): number => Math.round(value * 2 ** 32) / 2 ** 32;
  return [round(map[0]), round(map[1]), round(map[2]), round(map[3]), round(map[4]), round(map[5])];
}

/** Whether a map moves nothing. */
export function isIdentityAffine(map: Affine): boolean {
  return map.every((value, index) => value === identityAffine[index]);
}

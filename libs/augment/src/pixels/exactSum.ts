/** Steps from black to white in which values are summed, at least: small enough to be seen in no mean. */
const STEPS = 2 ** 18;
/** Added and taken away again, it leaves a double without its fraction; halves go to even numbers. */
const WHOLE = 1.5 * 2 ** 52;

/**
 * Steps to a unit, a power of two: 1,024 to a grey value of 0 to 255.
 *
 * @param range - what is black and white
 */
export function countsOf([black, white]: readonly [number, number]): number {
  let span = 1;
  while (span < white - black) span *= 2;
  while (span / 2 >= white - black) span /= 2;
  return STEPS / span;
}

/** Rounds to a whole number below 2^51, halves to even ones, as processors do. */
export function roundEven(value: number): number {
  return value + WHOLE - WHOLE;
}

/** The sum of values, each rounded to a small step: whole numbers, whose sum is the same in any order. */
export function exactSum(values: Float32Array, range: readonly [number, number]): number {
  const scale = countsOf(range);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += roundEven(values[i]! * scale);
  return sum / scale;
}

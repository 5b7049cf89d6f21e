/** Which values of an image become black and white (DICOM PS3.3 C.11.2.1.2). */
export interface GreyWindow {
  /** The value in the middle. */
  centre: number;
  /** How many values lie between black and white: at least 1 for `linear`, more than 0 for the others. */
  width: number;
  /** The curve between them, by DICOM's names LINEAR (the default), LINEAR_EXACT and SIGMOID. */
  shape?: 'linear' | 'linear-exact' | 'sigmoid';
}

/** From stored values to units: `value * slope + intercept`. */
export interface Rescale {
  /** The factor. */
  slope: number;
  /** What is added. */
  intercept: number;
}

/** A table that gives values for values: a DICOM lookup table. */
export interface LookupTable {
  /** The value of the first entry; smaller ones take the first entry too, larger than the last the last. */
  first: number;
  /** Bits of the entries; `2^bits - 1` is white. */
  bits: number;
  /** The entries. */
  data: Uint16Array;
}

/**
 * The grey of a value under a window.
 *
 * @param value - in the units of the window
 * @param window - centre, width, shape
 * @returns 0 (black) to 1 (white)
 */
export function windowed(value: number, { centre, width, shape = 'linear' }: GreyWindow): number {
  if (shape === 'sigmoid') return 1 / (1 + Math.exp((-4 * (value - centre)) / width));
  // LINEAR takes centre and width as counts of values: with width 1 it is a step.
  const linear = shape === 'linear';
  const half = linear ? (width - 1) / 2 : width / 2;
  const middle = linear ? centre - 0.5 : centre;
  if (value <= middle - half) return 0;
  if (value > middle + half) return 1;
  return (value - middle) / (2 * half) + 0.5;
}

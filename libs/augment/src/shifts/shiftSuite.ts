/** A way in which films of another hospital may differ. */
export type ShiftName =
  | 'overexposure'
  | 'underexposure'
  | 'contrast'
  | 'gamma'
  | 'zoom'
  | 'aspect'
  | 'rotation'
  | 'crop'
  | 'blur'
  | 'noise'
  | 'compression'
  | 'marker'
  | 'border';

/** How strongly, from 1, hardly seen, to 5, as strong as a film that would still be read. */
export type ShiftSeverity = 1 | 2 | 3 | 4 | 5;

/** One shift of a {@link ShiftSuite}. */
export interface Shift {
  /** What the amounts measure. */
  readonly measures: string;
  /** The amount at severities 1 to 5. */
  readonly amounts: readonly [number, number, number, number, number];
}

/** Graded changes that leave the diagnosis as it is; fixed by name and version, so that figures can be compared. */
export interface ShiftSuite {
  /** Its name. */
  readonly name: 'pneumo-shift';
  /** Changes when any amount or any draw does. */
  readonly version: 1;
  /** The shifts. */
  readonly shifts: Readonly<Record<ShiftName, Shift>>;
}

/**
 * The shift suite: thirteen changes in five severities, for tests of robustness and for choosing
 * among models. {@link shiftRecord} gives what is done to an image.
 *
 * @example
 * ```ts
 * shiftSuite.shifts.rotation.amounts[4]; // 20
 * ```
 */
export const shiftSuite: ShiftSuite = {
  name: 'pneumo-shift',
  version: 1,
  shifts: {
    overexposure: { measures: 'factor of the grey values', amounts: [1.1, 1.2, 1.35, 1.55, 1.8] },
    underexposure: { measures: 'factor of the grey values', amounts: [0.9, 0.8, 0.65, 0.5, 0.35] },
    contrast: { measures: 'factor of the distance from the mean grey', amounts: [0.85, 0.7, 0.55, 0.4, 0.3] },
    gamma: { measures: 'exponent, or its inverse', amounts: [1.15, 1.35, 1.6, 1.9, 2.3] },
    zoom: { measures: 'factor of the size, or its inverse', amounts: [1.05, 1.1, 1.18, 1.28, 1.4] },
    aspect: { measures: 'factor of width to height, or its inverse', amounts: [1.05, 1.12, 1.2, 1.32, 1.5] },
    rotation: { measures: 'degrees to either side', amounts: [3, 6, 10, 15, 20] },
    crop: { measures: 'part of each side that is left', amounts: [0.95, 0.9, 0.84, 0.77, 0.7] },
    blur: {
      measures: 'standard deviation, fraction of the width',
      amounts: [0.003, 0.006, 0.01, 0.015, 0.02],
    },
    noise: { measures: 'standard deviation, fraction of white', amounts: [0.01, 0.02, 0.04, 0.07, 0.1] },
    compression: { measures: 'JPEG quality', amounts: [60, 40, 25, 15, 8] },
    marker: {
      measures: 'height of a white letter, fraction of the height',
      amounts: [0.05, 0.07, 0.1, 0.14, 0.19],
    },
    border: { measures: 'black border, fraction of each side', amounts: [0.02, 0.04, 0.07, 0.1, 0.14] },
  },
};

import { cutText } from './cutText.ts';
import { PneumoError } from './pneumoError.ts';
import { showValue } from './showValue.ts';

/** Bounds for the number checks. */
export interface NumberBounds {
  /** Smallest value allowed. */
  min?: number;
  /** Largest value allowed. */
  max?: number;
}

/**
 * Checks that an argument is a finite number within bounds.
 *
 * @param name - the argument's name, for the message
 * @param value - what came
 * @param bounds - smallest and largest value allowed, both included
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT` naming the argument, the value and the bounds
 *
 * @example
 * ```ts
 * checkNumber('learningRate', 0.001, { min: 0 }); // 0.001
 * ```
 */
export function checkNumber(name: string, value: unknown, bounds: NumberBounds = {}): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || outside(value, bounds)) {
    throw invalid(name, value, `a finite number${describe(bounds)}`);
  }
  return value;
}

/** The smallest number above 0 that float32 holds with all its digits, 2^-126: tensors may take smaller ones for 0. */
export const SMALLEST_POSITIVE = 2 ** -126;

/**
 * Checks that an argument is a number above 0, also once it is a float32, as tensors have it.
 *
 * @param name - the argument's name, for the message
 * @param value - what came
 * @param bounds - largest value allowed, included
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT` naming the argument, the value and the bounds
 *
 * @example
 * ```ts
 * checkPositive('learningRate', 0.001); // 0.001
 * ```
 */
export function checkPositive(name: string, value: unknown, { max }: Pick<NumberBounds, 'max'> = {}): number {
  if (
    typeof value !== 'number' ||
    !Number.isFinite(value) ||
    outside(value, { min: SMALLEST_POSITIVE, ...(max !== undefined && { max }) })
  ) {
    const most = max === undefined ? '' : ` and at most ${max}`;
    throw invalid(
      name,
      value,
      `a finite number above 0 (at least 1.2e-38, or float32 may take it for 0)${most}`,
    );
  }
  return value;
}

/**
 * Checks that an argument is a whole number within bounds.
 *
 * @param name - the argument's name, for the message
 * @param value - what came
 * @param bounds - smallest and largest value allowed, both included
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT` naming the argument, the value and the bounds
 *
 * @example
 * ```ts
 * checkInteger('epochs', 6, { min: 1 }); // 6
 * ```
 */
export function checkInteger(name: string, value: unknown, bounds: NumberBounds = {}): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || outside(value, bounds)) {
    throw invalid(name, value, `a whole number${describe(bounds)}`);
  }
  return value;
}

/**
 * Checks that an argument is a probability: a number from 0 to 1.
 *
 * @param name - the argument's name, for the message
 * @param value - what came
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT` naming the argument and the value
 *
 * @example
 * ```ts
 * checkProbability('threshold', 0.5); // 0.5
 * ```
 */
export function checkProbability(name: string, value: unknown): number {
  return checkNumber(name, value, { min: 0, max: 1 });
}

/**
 * Checks that an argument is true or false, and nothing that JavaScript takes for it.
 *
 * @param name - the argument's name, for the message
 * @param value - what came
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT` naming the argument and the value
 *
 * @example
 * ```ts
 * checkBoolean('nesterov', true); // true
 * ```
 */
export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw invalid(name, value, 'true or false');
  return value;
}

/**
 * Checks that an argument is one of a list of words.
 *
 * @param name - the argument's name, for the message
 * @param value - what came
 * @param allowed - every word allowed
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT` listing the allowed words
 *
 * @example
 * ```ts
 * checkOneOf('loss', 'focal', ['bce', 'focal']); // 'focal'
 * ```
 */
export function checkOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    throw invalid(name, value, `one of ${allowed.map((word) => `'${word}'`).join(', ')}`);
  }
  return value as T;
}

/**
 * Checks that two lists that belong together have the same length.
 *
 * @param nameA - name of the first list
 * @param a - the first list
 * @param nameB - name of the second list
 * @param b - the second list
 * @throws PneumoError `LENGTH_MISMATCH` naming both lengths
 *
 * @example
 * ```ts
 * checkSameLength('labels', [0, 1], 'scores', [0.2, 0.7]);
 * ```
 */
export function checkSameLength(
  nameA: string,
  a: ArrayLike<unknown>,
  nameB: string,
  b: ArrayLike<unknown>,
): void {
  if (a.length !== b.length) {
    throw new PneumoError(
      'LENGTH_MISMATCH',
      `${nameA} has ${a.length} entries and ${nameB} has ${b.length}; expected one of each for every example.`,
      { details: { [nameA]: a.length, [nameB]: b.length } },
    );
  }
}

function outside(value: number, { min, max }: NumberBounds): boolean {
  return (min !== undefined && value < min) || (max !== undefined && value > max);
}

function describe({ min, max }: NumberBounds): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (max !== undefined) return ` of at most ${max}`;
  return '';
}

function invalid(name: string, value: unknown, expected: string): PneumoError {
  const came = typeof value === 'string' ? `'${cutText(value)}'` : showValue(value);
  return new PneumoError('INVALID_ARGUMENT', `${name} is ${came}; expected ${expected}.`, {
    details: { argument: name, value },
  });
}

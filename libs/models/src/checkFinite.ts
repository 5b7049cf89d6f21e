import { PneumoError } from '@pneumo/core';

/**
 * Checks that no number of a weight is NaN or infinite.
 *
 * @param name - the weight's name, for the message
 * @param advice - what to do, as a sentence
 */
export function checkFinite(name: string, values: Float32Array, advice: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new PneumoError(
    'NON_FINITE_WEIGHTS',
    `The weight ${name} is ${values[bad]} at index ${bad}; expected finite numbers. ${advice}`,
    { details: { weight: name, index: bad } },
  );
}

import { PneumoError, didYouMean } from '@pneumo/core';

/** Checks that a configuration is an object with no other keys than an architecture's own. */
export function checkKeys(architecture: string, config: unknown, known: readonly string[]): void {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `The configuration of '${architecture}' is ${JSON.stringify(config)}; expected an object.`,
    );
  }
  const key = Object.keys(config).find((each) => !known.includes(each));
  if (key === undefined) return;
  throw new PneumoError(
    'UNKNOWN_KEY',
    `The configuration of '${architecture}' has no key '${key}'.${didYouMean(key, known)} ` +
      `Its keys are ${known.join(', ')}.`,
    { details: { key, known } },
  );
}

import { PneumoError, showValue } from '@pneumo/core';
import { type Bounds, type FieldSpec, isBounds } from './operations/fieldSpec.ts';

/** Throws unless a field of a line holds what its spec says. */
export function checkField(name: string, value: unknown, spec: Exclude<FieldSpec, { chains: Bounds }>): void {
  if (isBounds(spec)) {
    if (!within(value, spec)) throw refuse(name, value, `a number from ${spec[0]} to ${spec[1]}`);
  } else if ('integer' in spec) {
    const [min, max] = spec.integer;
    if (!within(value, spec.integer) || !Number.isInteger(value)) {
      throw refuse(name, value, `a whole number from ${min} to ${max}`);
    }
  } else if ('oneOf' in spec) {
    if (!spec.oneOf.includes(value as string)) {
      throw refuse(name, value, `one of ${spec.oneOf.map((word) => `'${word}'`).join(', ')}`);
    }
  } else {
    checkList(name, value, spec);
  }
}

function checkList(
  name: string,
  value: unknown,
  { list, multipleOf, maxLength }: { list: Bounds; multipleOf: number; maxLength: number },
): void {
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    value.length > maxLength ||
    value.length % multipleOf !== 0
  ) {
    const came = Array.isArray(value) ? `a list of ${value.length}` : showValue(value);
    const groups = multipleOf === 1 ? '' : ` in groups of ${multipleOf}`;
    throw refused(name, came, `a list of up to ${maxLength} numbers${groups}`);
  }
  value.forEach((entry: unknown, i) => {
    if (!within(entry, list)) throw refuse(`${name}[${i}]`, entry, `a number from ${list[0]} to ${list[1]}`);
  });
}

function within(value: unknown, [min, max]: Bounds): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

function refuse(name: string, value: unknown, expected: string): PneumoError {
  return refused(name, showValue(value), expected);
}

function refused(name: string, came: string, expected: string): PneumoError {
  return new PneumoError('INVALID_AUGMENTATION', `${name} is ${came}; expected ${expected}.`);
}

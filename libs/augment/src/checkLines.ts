import { PneumoError } from '@pneumo/core';
import type { OperationType } from './operations/operationDefinition.ts';
import { operations } from './operations/operations.ts';

/** Throws unless a value is an object with these keys and no others. */
export function checkKeys(
  name: string,
  value: unknown,
  keys: readonly string[],
  optional: readonly string[] = [],
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${name} is ${show(value)}; expected an object with ${keys.join(', ')}.`);
  }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key) && !optional.includes(key)) {
      throw invalid(`${name} has the unknown key '${key}'; expected ${[...keys, ...optional].join(', ')}.`);
    }
  }
  for (const key of keys) {
    if (!Object.hasOwn(value, key)) throw invalid(`${name} lacks '${key}'; expected ${keys.join(', ')}.`);
  }
}

/** Throws unless version, fill and the list of operations of a policy or record are well formed. */
export function checkCommon(name: string, version: unknown, fill: unknown, list: unknown): void {
  if (version !== 1) {
    throw invalid(`${name}.version is ${show(version)}; expected 1, the only version this library knows.`);
  }
  const isGrey = typeof fill === 'number' && fill >= 0 && fill <= 1;
  if (fill !== 'edge' && fill !== 'reflect' && !isGrey) {
    throw invalid(
      `${name}.fill is ${show(fill)}; expected 'edge', 'reflect' or a number from 0 (black) to 1 (white).`,
    );
  }
  if (!Array.isArray(list))
    throw invalid(`${name}.operations is ${show(list)}; expected a list of operations.`);
}

/** Throws unless one line of a policy or record names an operation and its numbers are in bounds. */
export function checkLine(name: string, line: unknown, fields: 'policyFields' | 'recordFields'): void {
  const type = (line as { type?: unknown } | null | undefined)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(operations, type)) {
    throw invalid(`${name}.type is ${show(type)}; expected one of ${Object.keys(operations).join(', ')}.`);
  }
  const bounds = Object.entries<readonly [number, number]>(operations[type as OperationType][fields]);
  const optional = fields === 'policyFields' ? ['probability'] : [];
  checkKeys(name, line, ['type', ...bounds.map(([key]) => key)], optional);
  const numbers = line as Readonly<Record<string, unknown>>;
  for (const [key, [min, max]] of bounds) checkBounds(`${name}.${key}`, numbers[key], min, max);
  if (numbers.probability !== undefined) checkBounds(`${name}.probability`, numbers.probability, 0, 1);
}

function checkBounds(name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw invalid(`${name} is ${show(value)}; expected a number from ${min} to ${max}.`);
  }
}

function show(value: unknown): string {
  return typeof value === 'string'
    ? `'${value}'`
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

function invalid(message: string): PneumoError {
  return new PneumoError('INVALID_AUGMENTATION', message);
}

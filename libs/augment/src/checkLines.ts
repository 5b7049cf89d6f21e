import { PneumoError, showValue } from '@pneumo/core';
import { checkField } from './checkField.ts';
import type { FieldSpec } from './operations/fieldSpec.ts';
import { expansions, operations } from './operations/operations.ts';

/** Throws unless a value is an object with these keys and no others. */
export function checkKeys(
  name: string,
  value: unknown,
  keys: readonly string[],
  optional: readonly string[] = [],
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${name} is ${showValue(value)}; expected an object with ${keys.join(', ')}.`);
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

/** Throws unless version, fill, interpolation and the list of operations of a policy or record are well formed. */
export function checkCommon(
  name: string,
  { version, fill, interpolation, operations: list }: Readonly<Record<string, unknown>>,
): void {
  if (version !== 1) {
    throw invalid(
      `${name}.version is ${showValue(version)}; expected 1, the only version this library knows.`,
    );
  }
  const isGrey = typeof fill === 'number' && fill >= 0 && fill <= 1;
  if (fill !== 'edge' && fill !== 'reflect' && !isGrey) {
    throw invalid(
      `${name}.fill is ${showValue(fill)}; expected 'edge', 'reflect' or a number from 0 (black) to 1 (white).`,
    );
  }
  if (interpolation !== undefined && interpolation !== 'bilinear' && interpolation !== 'bicubic') {
    throw invalid(`${name}.interpolation is ${showValue(interpolation)}; expected 'bilinear' or 'bicubic'.`);
  }
  if (!Array.isArray(list))
    throw invalid(`${name}.operations is ${showValue(list)}; expected a list of operations.`);
}

const POLICY_LINES = { ...operations, ...expansions };

/** Throws unless one line of a policy or record names an operation and its fields are in bounds. */
export function checkLine(name: string, line: unknown, of: 'policy' | 'record'): void {
  const type = (line as { type?: unknown } | null | undefined)?.type;
  const known: Readonly<Record<string, unknown>> = of === 'policy' ? POLICY_LINES : operations;
  if (typeof type !== 'string' || !Object.hasOwn(known, type)) {
    throw invalid(`${name}.type is ${showValue(type)}; expected one of ${Object.keys(known).join(', ')}.`);
  }
  const definition = known[type] as AnyDefinition;
  const specs = definition[of === 'policy' ? 'policyFields' : 'recordFields'];
  checkKeys(name, line, ['type', ...Object.keys(specs)], of === 'policy' ? ['probability'] : []);
  const fields = line as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(specs)) {
    const spec = specs[key]!;
    if ('chains' in spec) checkChains(`${name}.${key}`, fields[key], spec.chains);
    else checkField(`${name}.${key}`, fields[key], spec);
  }
  if (fields.probability !== undefined) checkField(`${name}.probability`, fields.probability, [0, 1]);
  const wrong = definition[of === 'policy' ? 'policyRule' : 'recordRule']?.(line);
  if (wrong !== undefined) throw invalid(`${name}.${wrong}.`);
}

interface AnyDefinition {
  policyFields: Readonly<Record<string, FieldSpec>>;
  recordFields: Readonly<Record<string, FieldSpec>>;
  policyRule?: (line: unknown) => string | undefined;
  recordRule?: (line: unknown) => string | undefined;
}

/** Most operations of one chain. */
const LONGEST = 16;

function checkChains(name: string, value: unknown, [min, max]: readonly [number, number]): void {
  if (!Array.isArray(value) || value.length < min || value.length > max) {
    throw invalid(`${name} is ${showValue(value)}; expected a list of ${min} to ${max} chains.`);
  }
  value.forEach((chain: unknown, i) => {
    if (!Array.isArray(chain) || chain.length > LONGEST) {
      throw invalid(
        `${name}[${i}] is ${showValue(chain)}; expected a list of at most ${LONGEST} operations.`,
      );
    }
    chain.forEach((line: unknown, j) => {
      if ((line as { type?: unknown } | null)?.type === 'augMix') {
        throw invalid(
          `${name}[${i}][${j}].type is 'augMix'; expected an operation that is no mixture itself.`,
        );
      }
      checkLine(`${name}[${i}][${j}]`, line, 'record');
    });
  });
}

function invalid(message: string): PneumoError {
  return new PneumoError('INVALID_AUGMENTATION', message);
}

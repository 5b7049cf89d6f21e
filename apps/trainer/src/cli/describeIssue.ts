import { didYouMean } from '@pneumo/core';
import { z } from 'zod';

/** A value that its schema refused, as one sentence: what came, what was expected. */
export function describeIssue(
  name: string,
  value: unknown,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
): string {
  // JSON has no word for numbers that are not finite: TOML's inf, and 1e999.
  const came =
    typeof value === 'string'
      ? `'${value}'`
      : typeof value === 'number'
        ? String(value)
        : JSON.stringify(value);
  const hint =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? didYouMean(value, issue.values.map(String))
      : '';
  const expected =
    issue.code === 'custom' || issue.code === 'invalid_format'
      ? issue.message
      : expectedBy(z.toJSONSchema(schema) as JsonSchema);
  return `${name} is ${came}; expected ${expected}.${hint}`;
}

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  items?: JsonSchema;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
}

function expectedBy(schema: JsonSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map((word) => `'${String(word)}'`).join(', ')}`;
  switch (schema.type) {
    case 'integer':
      return `a whole number${bounds(schema)}`;
    case 'number':
      return `a number${bounds(schema)}`;
    case 'array':
      return `a list, each ${expectedBy(schema.items ?? {})}`;
    case 'boolean':
      return 'true or false';
    default:
      return 'text';
  }
}

function bounds({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const above = exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  if (low !== undefined) return ` of at least ${low}`;
  return above + (high === undefined ? '' : `${above === '' ? ' of' : ' and'} at most ${high}`);
}

import { type FieldSpec, isBounds } from './operations/fieldSpec.ts';
import { expansions, operations } from './operations/operations.ts';

/**
 * The JSON Schema (draft 2020-12) of an {@link AugmentPolicy}, made from the same bounds that
 * {@link checkPolicy} checks: for editors and for other languages.
 *
 * @returns a new object, plain JSON
 *
 * @example
 * ```ts
 * const schema = augmentPolicySchema();
 * schema.required; // ['version', 'fill', 'operations']
 * ```
 */
export function augmentPolicySchema(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Augmentation policy of @pneumo/augment',
    type: 'object',
    additionalProperties: false,
    required: ['version', 'fill', 'operations'],
    properties: {
      version: { const: 1 },
      fill: { anyOf: [{ enum: ['edge', 'reflect'] }, numberSchema([0, 1])] },
      interpolation: { enum: ['bilinear', 'bicubic'] },
      operations: {
        type: 'array',
        items: { oneOf: Object.entries({ ...operations, ...expansions }).map(lineSchema) },
      },
    },
  };
}

function lineSchema([type, { policyFields }]: readonly [string, { readonly policyFields: object }]): object {
  const fields = Object.entries(policyFields) as [string, FieldSpec][];
  return {
    type: 'object',
    additionalProperties: false,
    required: ['type', ...fields.map(([key]) => key)],
    properties: {
      type: { const: type },
      ...Object.fromEntries(fields.map(([key, spec]) => [key, fieldSchema(spec)])),
      probability: numberSchema([0, 1]),
    },
  };
}

/** Lines of policies hold numbers only. */
function fieldSchema(spec: FieldSpec): object {
  if (isBounds(spec)) return numberSchema(spec);
  return 'integer' in spec ? { ...numberSchema(spec.integer), type: 'integer' } : {};
}

function numberSchema([minimum, maximum]: readonly [number, number]): object {
  return { type: 'number', minimum, maximum };
}

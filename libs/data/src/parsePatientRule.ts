import { PneumoError } from '@pneumo/core';
import { type PatientRule, patientReader } from './patientRule.ts';

/**
 * Reads a rule for patients as people type it on a command line.
 *
 * @param text - `person-type`, `number`, `regexp:PATTERN` with a group, or `csv:FILE:COLUMN`
 * @returns the rule as data
 * @throws PneumoError `INVALID_PATIENT_RULE` when the text is none of these or the pattern cannot be used
 *
 * @example
 * ```ts
 * parsePatientRule('regexp:^([^_]+)'); // { kind: 'regexp', pattern: '^([^_]+)' }
 * parsePatientRule('csv:patients.csv:child'); // { kind: 'column', file: 'patients.csv', column: 'child' }
 * ```
 */
export function parsePatientRule(text: string): PatientRule {
  if (text === 'person-type' || text === 'number') return { kind: text };
  if (text.startsWith('regexp:')) {
    const rule: PatientRule = { kind: 'regexp', pattern: text.slice('regexp:'.length) };
    patientReader(rule);
    return rule;
  }
  // The last colon parts file and column: a Windows path has a colon of its own.
  const [, file, column] = /^csv:(.+):([^:]+)$/.exec(text) ?? [];
  if (file && column) return { kind: 'column', file, column };
  throw new PneumoError(
    'INVALID_PATIENT_RULE',
    `'${text}' is no rule for patients; expected person-type, number, regexp:PATTERN or csv:FILE:COLUMN.`,
    { details: { rule: text } },
  );
}

/**
 * Writes a rule as {@link parsePatientRule} reads it.
 *
 * @param rule - the rule
 * @returns its text
 *
 * @example
 * ```ts
 * formatPatientRule({ kind: 'number' }); // 'number'
 * ```
 */
export function formatPatientRule(rule: PatientRule): string {
  switch (rule.kind) {
    case 'regexp':
      return `regexp:${rule.pattern}`;
    case 'column':
      return `csv:${rule.file}:${rule.column}`;
    default:
      return rule.kind;
  }
}

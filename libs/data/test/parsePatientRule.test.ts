import { formatPatientRule, parsePatientRule } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';

describe('parsePatientRule', () => {
  it.each([
    ['person-type', { kind: 'person-type' }],
    ['number', { kind: 'number' }],
    ['regexp:^(..):', { kind: 'regexp', pattern: '^(..):' }],
    ['csv:C:\\data\\p.csv:child', { kind: 'column', file: 'C:\\data\\p.csv', column: 'child' }],
  ])('reads %s and writes it back', (text, rule) => {
    expect(parsePatientRule(text)).toEqual(rule);
    expect(formatPatientRule(parsePatientRule(text))).toBe(text);
  });

  it.each(['', 'person', 'regexp:', 'regexp:abc', 'csv:', 'csv:p.csv', 'csv::child'])(
    'refuses %j',
    async (text) => {
      expect((await errorOf(() => parsePatientRule(text))).code).toBe('INVALID_PATIENT_RULE');
    },
  );
});

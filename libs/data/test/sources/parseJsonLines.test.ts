import { parseJsonLines } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';

describe('parseJsonLines', () => {
  it('reads one object a line, in any order of keys, with blank lines and a byte order mark', () => {
    expect(parseJsonLines('\ufeff{"a":"x","b":1}\r\n\n{"b":null,"a":true,"c":2.5}\n')).toEqual([
      { a: 'x', b: '1', c: '' },
      { a: 'true', b: '', c: '2.5' },
    ]);
  });

  it.each([
    ['{"a":1}\n{"a":', 'list.jsonl, line 2: no JSON'],
    ['[1]', 'line 1: no object'],
    ['{"a":{"b":1}}', "line 1: 'a' is no text"],
    ['\n\n', 'list.jsonl is empty'],
  ])('refuses %j by its line', async (text, words) => {
    const error = await errorOf(() => parseJsonLines(text, 'list.jsonl'));
    expect(error.code).toBe('INVALID_TABLE');
    expect(error.message).toContain(words);
  });

  it('reads back what JSON writes, whatever the keys', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
        const read = parseJsonLines(rows.map((row) => JSON.stringify(row)).join('\n'));
        rows.forEach((row, i) => {
          for (const [key, value] of Object.entries(row)) expect(read[i]![key]).toBe(value);
        });
      }),
    );
  });
});

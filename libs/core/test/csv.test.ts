import { formatCsv, isPneumoError, parseCsv } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isPneumoError(error, 'INVALID_CSV')) return error.message;
    throw error;
  }
  return 'no error';
};

describe('parseCsv', () => {
  it('reads quotes, commas, line breaks, CRLF and a byte order mark', () => {
    const text = '\ufeffid,note\r\na,"one, ""two"""\r\n\r\nb,"three\nfour"\nc,';
    expect(parseCsv(text, 'x.csv')).toEqual([
      { id: 'a', note: 'one, "two"' },
      { id: 'b', note: 'three\nfour' },
      { id: 'c', note: '' },
    ]);
  });

  it('gives no record for a header alone', () => {
    expect(parseCsv('id,label\n', 'x.csv')).toEqual([]);
  });

  it('takes __proto__ as an ordinary column', () => {
    const row = parseCsv('__proto__\nx\n', 'x.csv')[0]!;
    expect(Object.hasOwn(row, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it.each([
    ['', 'x.csv, line 1: the file is empty'],
    ['a,a\n1,2\n', "x.csv, line 1: the column 'a' stands twice"],
    ['a,\n1,2\n', 'x.csv, line 1: a column without a name'],
    ['a,b\n"1\n2",3\n4\n', 'x.csv, line 4: 1 fields; the header names 2'],
    ['a,b\n1,"2\n', 'x.csv, line 2: a quoted field that begins here is not closed'],
    ['a,b\n1,2"\n', 'x.csv, line 2: a double quote inside a field'],
    ['a,b\n1,"2"x\n', 'x.csv, line 2: text behind the closing quote'],
  ])('refuses %j by name and line', (text, message) => {
    expect(messageOf(() => parseCsv(text, 'x.csv'))).toContain(message);
  });

  it('names a required column that is missing and what there is', () => {
    expect(messageOf(() => parseCsv('a,b\n', 'x.csv', { required: ['id', 'a'] }))).toBe(
      "x.csv, line 1: no column 'id'; the columns are a, b.",
    );
  });
});

describe('formatCsv', () => {
  it('quotes only what needs it', () => {
    expect(formatCsv(['id', 'v'], [{ id: 'a b', v: 1.5 }, { id: 'a"b' }])).toBe('id,v\na b,1.5\n"a""b",\n');
  });

  it('is undone by parseCsv, whatever the text', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\ufeff",\r\n a]*$/));
    const columns = fc.uniqueArray(
      text.filter((name) => name !== ''),
      { minLength: 1, maxLength: 4 },
    );
    const table = columns.chain((names) =>
      fc.tuple(
        fc.constant(names),
        fc.array(
          fc
            .tuple(...names.map(() => text))
            .map((values) => Object.fromEntries(names.map((n, i) => [n, values[i]!]))),
        ),
      ),
    );
    fc.assert(
      fc.property(table, ([names, rows]) => {
        expect(parseCsv(formatCsv(names, rows), 'x.csv')).toEqual(rows);
      }),
    );
  });
});

import { cutText, showValue } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** A list in a list in a list …, as `JSON.parse` reads it. */
const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('showValue', () => {
  it('shows what is small as JSON does', () => {
    const small = fc.oneof(fc.string({ maxLength: 50 }), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.oneof(small, fc.array(fc.integer(), { maxLength: 16 }), fc.record({ a: small })),
        (value) => {
          expect(showValue(value)).toBe(JSON.stringify(value));
        },
      ),
    );
  });

  it.each([
    ['a symbol', Symbol('mark'), 'Symbol(mark)'],
    ['a symbol in a list', [Symbol('mark'), 1n], '[Symbol(mark),1]'],
    ['nothing', undefined, 'undefined'],
    ['no number', NaN, 'NaN'],
    ['an object without a prototype', Object.create(null), '{}'],
    ['an object that forges its text', { toString: 1, valueOf: 2 }, '{"toString":1,"valueOf":2}'],
    ['what is 20,000 deep', deep(20_000), '[[[[…]]]]'],
    ['objects that are deep', { a: { b: { c: { d: 1 } } } }, '{"a":{"b":{"c":{…}}}}'],
    ['a long list', Array.from({ length: 1000 }, () => 7), `[${'7,'.repeat(16)}…]`],
    ['a long text', 'x'.repeat(1e6), `"${'x'.repeat(100)}…"`],
  ])('shows %s', (_, value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it('stays short, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (value) => void expect(showValue(value).length).toBeLessThan(302)));
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 'x'.repeat(1000)));
    expect(showValue(wide)).toHaveLength(301);
  });
});

describe('cutText', () => {
  it('leaves a text as it is up to the limit', () => {
    expect(cutText('x'.repeat(100))).toBe('x'.repeat(100));
    expect(cutText('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
  });
});

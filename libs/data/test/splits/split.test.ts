import { formatSplit, parseSplit, type Split, splitByPatient, splitHash } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { dataSets, films } from '../support/samples.ts';

describe('formatSplit and parseSplit', () => {
  it('undo each other', async () => {
    await fc.assert(
      fc.asyncProperty(dataSets, async (samples) => {
        const split = splitByPatient(samples, { seed: 5 });
        expect(await parseSplit(await formatSplit(split))).toEqual(split);
      }),
      { numRuns: 20 },
    );
  });

  it('refuse a split that was changed, torn, or is of another form', async () => {
    const text = await formatSplit(
      splitByPatient([...films('NORMAL', 9), ...films('PNEUMONIA', 9)], { seed: 5 }),
    );
    const problem = async (changed: string): Promise<string> => {
      const error = await errorOf(parseSplit(changed, 's.json'));
      expect(error.code).toBe('INVALID_SPLIT');
      return error.message;
    };
    expect(await problem(text.replace('"seed": 5', '"seed": 6'))).toContain('hash does not fit');
    expect(await problem(text.slice(0, -20))).toContain('no JSON');
    expect(await problem(text.replace('"schemaVersion": 1', '"schemaVersion": 2'))).toContain(
      'schemaVersion is 2',
    );
    expect(await problem(text.replace('"patient"', '"mine"'))).toContain('name is mine');
    expect(await problem(text.replace('"leftOut": []', '"leftOut": [1]'))).toContain('leftOut');
    expect(await problem('null')).toContain('schemaVersion');
  });
});

describe('splitHash', () => {
  it('depends on contents, not on the order of the keys', async () => {
    const split = splitByPatient([...films('NORMAL', 9), ...films('PNEUMONIA', 9)], { seed: 5 });
    const turned = Object.fromEntries(Object.entries(split).toReversed()) as unknown as Split;
    expect(await splitHash(turned)).toBe(await splitHash(split));
    expect(await splitHash({ ...split, seed: 6 })).not.toBe(await splitHash(split));
  });
});

import { formatManifest, manifestHash, type ManifestRow, parseManifest } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';

const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('a,b', '"q"', 'Ä ß', '医,"x"', 'line\nbreak', '\ufeffx'),
);
const row = fc.record<ManifestRow>(
  {
    sample: fc.record(
      {
        id: word,
        patient: word,
        source: word,
        label: fc.constantFrom('NORMAL', 'PNEUMONIA'),
        split: fc.constantFrom('train', 'val', 'test'),
        columns: fc.dictionary(
          word.map((name) => `x${name}`),
          word,
          { minKeys: 1, maxKeys: 3 },
        ),
      },
      { requiredKeys: ['id', 'patient', 'source'] },
    ),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    part: fc.constantFrom('train', 'val', 'test', 'left-out'),
  },
  { requiredKeys: ['sample'] },
);
const rows = fc.uniqueArray(row, { selector: ({ sample }) => sample.id, maxLength: 8 });
const byId = (a: ManifestRow, b: ManifestRow): number => (a.sample.id < b.sample.id ? -1 : 1);

describe('formatManifest and parseManifest', () => {
  it('undo each other, whatever the names', () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(parseManifest(formatManifest(all))).toEqual(all.toSorted(byId));
      }),
    );
  });

  it('write what a person can read', () => {
    const sample = {
      id: 'train/NORMAL/a.png',
      label: 'NORMAL',
      patient: 'p,1',
      source: 'demo',
      split: 'train',
    } as const;
    expect(formatManifest([{ sample: { ...sample, columns: { view: 'PA' } }, part: 'val' }])).toBe(
      'id,label,patient,split,part,source,sha256,view\ntrain/NORMAL/a.png,NORMAL,"p,1",train,val,demo,,PA\n',
    );
  });

  it.each([
    [
      'id,patient,label\na,p,Normal\n',
      "m.csv, entry 1: label is 'Normal'; expected NORMAL, PNEUMONIA or nothing.",
    ],
    ['id,patient,part\na,p,dev\n', "m.csv, entry 1: part is 'dev'"],
    ['id,patient,sha256\na,p,12\n', "m.csv, entry 1: sha256 is '12'"],
    ['id,patient\na,\n', 'm.csv, entry 1: id or patient is empty.'],
    ['id,patient\na,p\na,q\n', 'm.csv: a stands twice.'],
  ])('refuse %j', async (text, message) => {
    const error = await errorOf(() => parseManifest(text, 'm.csv'));
    expect(error.code).toBe('INVALID_MANIFEST');
    expect(error.message).toContain(message);
  });

  it('refuse a missing column and a column that has the name of a fixed one', async () => {
    expect((await errorOf(() => parseManifest('id,label\na,NORMAL\n'))).code).toBe('INVALID_CSV');
    const sample = { id: 'a', patient: 'p', source: 's', columns: { part: 'x' } };
    expect((await errorOf(() => formatManifest([{ sample }]))).code).toBe('INVALID_MANIFEST');
  });
});

describe('manifestHash', () => {
  it('does not see the order of the rows, and sees everything else', async () => {
    const a: ManifestRow = { sample: { id: 'a', patient: 'p', source: 's' } };
    const b: ManifestRow = { sample: { id: 'b', patient: 'p', source: 's' } };
    expect(await manifestHash([a, b])).toBe(await manifestHash([b, a]));
    expect(await manifestHash([a, { ...b, part: 'train' }])).not.toBe(await manifestHash([a, b]));
  });
});

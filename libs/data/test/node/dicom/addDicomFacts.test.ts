import { PneumoError } from '@pneumo/core';
import { describe, expect, it } from 'vitest';
import type { DicomFacts } from '../../../src/node/dicom/readDicomFacts.ts';
import { addDicomFacts } from '../../../src/node/dicom/addDicomFacts.ts';

const ids = ['a.dcm', 'b.dcm', 'c.dcm', 'd.dcm'];
const list = {
  samples: ids.map((id) => ({ id, patient: id, source: 'test' })),
  skipped: [],
  warnings: [],
};

/** Headers that come in the opposite order of the samples; only that of `a.dcm` can be read. */
function lastFirst(): (id: string) => Promise<DicomFacts> {
  const waiting: (() => void)[] = [];
  return async (id) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length === ids.length) waiting.at(-1)!();
    });
    waiting[ids.indexOf(id) - 1]?.();
    if (id === 'a.dcm') return { width: 1, height: 1, channels: 1, columns: {}, burnedIn: 'no' };
    throw new PneumoError('BAD_IMAGE', 'is damaged');
  };
}

describe('addDicomFacts', () => {
  it('names bad files in the order of the samples, whichever is read first', async () => {
    const { samples, skipped } = await addDicomFacts(list, { read: lastFirst(), onBadFile: 'skip' });
    expect(samples.map(({ id }) => id)).toEqual(['a.dcm']);
    expect(skipped.map(({ file }) => file)).toEqual(['b.dcm', 'c.dcm', 'd.dcm']);
    await expect(addDicomFacts(list, { read: lastFirst() })).rejects.toThrow(/b\.dcm .*c\.dcm .*d\.dcm/);
  });
});

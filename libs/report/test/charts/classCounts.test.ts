import { classCounts } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { chartText } from './chartText.ts';

describe('classCounts(parts)', () => {
  it('writes the counts that have room and the totals', async () => {
    const texts = await chartText(
      classCounts([
        { part: 'train', normal: 1079, pneumonia: 3106, patients: 2764 },
        { part: 'extra', normal: 1, pneumonia: 0, patients: 1 },
      ]),
    );
    expect(texts).toEqual(expect.arrayContaining(['Training', 'extra', '1,079', '3,106', '4,185', '1']));
  });

  it('draws parts without images', async () => {
    expect(await chartText(classCounts([{ part: 'val', normal: 0, pneumonia: 0, patients: 0 }]))).toContain(
      'Validation',
    );
  });
});

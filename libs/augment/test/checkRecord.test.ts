import { applyAugmentation, checkRecord, drawAugmentation, studyPolicy } from '@pneumo/augment';
import { describe, expect, it } from 'vitest';
import { bytes } from './fixtures/torchvision.ts';

const record = drawAugmentation(studyPolicy, { seed: 1, epoch: 0, id: 'a' });

describe('checkRecord', () => {
  it('accepts what was drawn, also after JSON', () => {
    expect(checkRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it.each([
    [
      { ...record, operations: [{ type: 'brightness', factor: NaN }] },
      /operations\[0\].factor is NaN; expected a number from 0 to 100/,
    ],
    [{ ...record, operations: [{ type: 'rotation', degrees: Infinity }] }, /degrees is Infinity/],
    [{ ...record, operations: [{ type: 'horizontalFlip', probability: 0.5 }] }, /unknown key 'probability'/],
    [{ ...record, seed: -1 }, /record.seed is -1/],
    [{ ...record, fill: 2 }, /record.fill is 2/],
  ])('refuses a damaged record before any pixel is touched (%#)', (damaged, message) => {
    expect(() => applyAugmentation(bytes('grey'), damaged as typeof record)).toThrow(message);
  });
});

import { modelFingerprint } from '@pneumo/training';
import { describe, expect, it } from 'vitest';
import { tinyModel } from '../support.ts';

describe('modelFingerprint', () => {
  it('is the same for two models whose weights have the same names and shapes', async () => {
    expect(await modelFingerprint(tinyModel(1))).toBe(await modelFingerprint(tinyModel(2)));
  });

  it('does not change when layers are frozen', async () => {
    const model = tinyModel();
    const before = await modelFingerprint(model);
    model.getLayer('conv').trainable = false;
    expect(await modelFingerprint(model)).toBe(before);
  });
});

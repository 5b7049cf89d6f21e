import { totalmem } from 'node:os';
import { planPixelCache } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';

describe('planPixelCache', () => {
  it('holds what fits the limit to the byte, and counts 16 bits twice', () => {
    const form = { images: 3, size: 10 };
    expect(planPixelCache({ ...form, memoryLimit: 300 })).toEqual({
      bytes: 300,
      memoryLimit: 300,
      held: true,
    });
    expect(planPixelCache({ ...form, memoryLimit: 299 }).held).toBe(false);
    expect(planPixelCache({ ...form, depth: 16, memoryLimit: 599 })).toMatchObject({
      bytes: 600,
      held: false,
    });
  });

  it('limits itself to a quarter of the memory, and never shares 4 GiB or more', () => {
    const { memoryLimit } = planPixelCache({ images: 1, size: 8 });
    expect(memoryLimit).toBeGreaterThan(0);
    expect(memoryLimit).toBeLessThanOrEqual(totalmem() / 4);
    expect(planPixelCache({ images: 256, size: 4096, memoryLimit: 1e12 }).held).toBe(false);
    expect(planPixelCache({ images: 255, size: 4096, memoryLimit: 1e12 }).held).toBe(true);
  });

  it('refuses limits that are none', async () => {
    for (const memoryLimit of [-1, Number.NaN])
      expect((await errorOf(() => planPixelCache({ images: 1, size: 8, memoryLimit }))).code).toBe(
        'INVALID_ARGUMENT',
      );
  });
});

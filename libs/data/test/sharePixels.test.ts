import { pixelImage } from '@pneumo/core';
import { sharedPixelSource, sharePixels } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';
import { noiseSource } from './support/pixels.ts';

describe('sharePixels', () => {
  it('holds the same pixels as the source', () => {
    const source = noiseSource(4);
    const shared = sharePixels(source, ['a', 'b', 'c']);
    for (const id of ['c', 'a', 'b']) expect(shared.get(id)).toEqual(source.get(id));
    expect(shared.get('b').data.buffer).toBe(shared.buffer);
  });

  it('refuses an image of another size', async () => {
    const source = { size: 4, get: () => pixelImage(4, 3, 1, new Uint8Array(12)) };
    expect((await errorOf(() => sharePixels(source, ['a']))).message).toContain(
      'a is 4×3×1; the source says 4×4×1',
    );
  });
});

describe('sharedPixelSource', () => {
  it('names a sample that it does not hold', async () => {
    const error = await errorOf(() => sharePixels(noiseSource(4), ['a']).get('x'));
    expect([error.code, error.details.id]).toEqual(['UNKNOWN_SAMPLE', 'x']);
  });

  it('refuses memory of another length', async () => {
    const error = await errorOf(() =>
      sharedPixelSource({ size: 4, ids: ['a'], buffer: new SharedArrayBuffer(15) }),
    );
    expect(error.code).toBe('INVALID_IMAGE');
  });
});

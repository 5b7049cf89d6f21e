import { generatePhantom, jpegQuality } from '@pneumo/data';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

describe('jpegQuality', () => {
  it.each([5, 25, 50, 75, 80, 90, 95, 100])('reads quality %i from a file of libjpeg', async (quality) => {
    const film = generatePhantom({ seed: 1, patients: 10, size: 64 });
    const { data } = film.get(film.samples[0]!.id);
    const raw = { width: 64, height: 64, channels: 1 } as const;
    const bytes = await sharp(data, { raw }).jpeg({ quality }).toBuffer();
    expect(jpegQuality(bytes)).toBe(quality);
  });

  it('gives a quality or nothing for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, jpeg) => {
        const quality = jpegQuality(jpeg ? Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, ...bytes) : bytes);
        expect(quality === undefined || (quality >= 1 && quality <= 100)).toBe(true);
      }),
    );
  });
});

import { join } from 'node:path';
import { readImageFile } from '@pneumo/data/node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith, imageFile, pattern } from '../support/folders.ts';
import { reference } from '../support/reference.ts';

const read = (bytes: Uint8Array, size?: number) =>
  readImageFile(join(folderWith({ 'a.png': bytes }), 'a.png'), size === undefined ? {} : { size });
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('readImageFile', () => {
  it('keeps grey pixels as they are without a size', async () => {
    const image = await read(await imageFile('png', 40, 30));
    expect([image.width, image.height, image.channels]).toEqual([40, 30, 1]);
    expect(image.data).toEqual(pattern(40, 30));
  });

  it.each(reference.resized.map((one) => ({ ...one, title: `${one.size}×${one.size}` })))(
    "shrinks to $title as Pillow's antialiased bilinear does, to 3 grey levels and .35 on average",
    async ({ png, size, pixels }) => {
      const image = await read(Buffer.from(png, 'base64'), size);
      expect(image.data).toHaveLength(pixels.length);
      // libvips rounds its weights more coarsely than Pillow; another kernel differs by 9 levels, 1.5 on average.
      expect(largest(image.data, pixels)).toBeLessThanOrEqual(3);
      const mean =
        pixels.reduce((sum, value, i) => sum + Math.abs(value - image.data[i]!), 0) / pixels.length;
      expect(mean).toBeLessThan(0.35);
    },
  );

  it('takes the grey of a grey picture that was stored in colour', async () => {
    const grey = pattern(20, 20);
    const rgb = Uint8Array.from({ length: 1200 }, (_, i) => grey[Math.floor(i / 3)]!);
    const png = await sharp(rgb, { raw: { width: 20, height: 20, channels: 3 } })
      .png()
      .toBuffer();
    expect(largest((await read(png)).data, grey)).toBeLessThanOrEqual(1);
  });

  it('keeps 16-bit grey by its upper byte and drops transparency', async () => {
    const deep = Uint16Array.from({ length: 256 }, (_, i) => i * 257);
    const png = await sharp(deep, { raw: { width: 16, height: 16, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect(
      largest(
        (await read(png)).data,
        Array.from({ length: 256 }, (_, i) => i),
      ),
    ).toBeLessThanOrEqual(1);
    const clear = Uint8Array.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 0 : 200));
    const rgba = await sharp(clear, { raw: { width: 16, height: 16, channels: 4 } })
      .png()
      .toBuffer();
    expect(new Set((await read(rgba)).data)).toEqual(new Set([200]));
  });

  it('turns an image as its orientation says', async () => {
    const jpeg = await sharp(pattern(32, 16), { raw: { width: 32, height: 16, channels: 1 } })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const image = await read(jpeg);
    expect([image.width, image.height]).toEqual([16, 32]);
  });

  it('refuses what is no image, and a size that is none', async () => {
    expect((await errorOf(read(Buffer.from('text')))).message).toContain(
      'a.png is not an image, whatever its name says.',
    );
    expect((await errorOf(read(new Uint8Array()))).code).toBe('BAD_IMAGE');
    expect((await errorOf(readImageFile('/no/such.png'))).code).toBe('NOT_FOUND');
    expect((await errorOf(read(await imageFile('png'), 0))).code).toBe('INVALID_ARGUMENT');
  });
});

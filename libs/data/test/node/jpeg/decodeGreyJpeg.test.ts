import { readFileSync } from 'node:fs';
import { createDecodingPool, readImageFile } from '@pneumo/data/node';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeGreyJpeg } from '../../../src/node/jpeg/decodeGreyJpeg.ts';
import { errorOf } from '../../support/errorOf.ts';
import { folderWith } from '../../support/folders.ts';

/** JPEG files and what Pillow makes of them: tools/reference/data/make_jpeg_fixtures.py. */
const films = (
  JSON.parse(readFileSync(new URL('../../fixtures/jpeg.json', import.meta.url), 'utf8')) as {
    title: string;
    jpeg: string;
    handled: boolean;
    exact: { size: number; pixels: string }[];
  }[]
).map(({ jpeg, exact, ...film }) => ({
  ...film,
  bytes: new Uint8Array(Buffer.from(jpeg, 'base64')),
  exact: exact.map(({ size, pixels }) => ({ size, pixels: Buffer.from(pixels, 'base64') })),
}));
const ours = films.filter(({ handled }) => handled);
const others = films.filter(({ handled }) => !handled);
const read = (bytes: Uint8Array, size: number) =>
  readImageFile(`${folderWith({ 'a.jpeg': bytes })}/a.jpeg`, { size });

function differences(a: ArrayLike<number>, b: ArrayLike<number>): { mean: number; largest: number } {
  const each = Array.from(a, (value, i) => Math.abs(value - b[i]!));
  return { mean: each.reduce((sum, one) => sum + one, 0) / each.length, largest: Math.max(...each) };
}

describe('decodeGreyJpeg', () => {
  it.each(ours)('decodes and resizes as Pillow does, to a grey value of rounding: $title', (film) => {
    for (const { size, pixels } of film.exact) {
      const { mean, largest } = differences(decodeGreyJpeg(film.bytes, size, false)!.image.data, pixels);
      // Pillow rounds twice.
      expect(largest).toBeLessThanOrEqual(1);
      expect(mean).toBeLessThan(0.3);
    }
  });

  it.each(ours)('shrinks while decoding, to a grey value on average: $title', async (film) => {
    for (const { size, pixels } of film.exact) {
      const { mean, largest } = differences((await read(film.bytes, size)).data, pixels);
      expect(mean).toBeLessThan(1);
      // Near the hard edge.
      expect(largest).toBeLessThanOrEqual(24);
    }
  });

  it.each(others)(
    'leaves to the general decoder what is not ordinary: $title',
    async ({ bytes, exact, title }) => {
      const [{ size, pixels }] = exact as [(typeof exact)[number]];
      expect(decodeGreyJpeg(bytes, size)).toBeUndefined();
      const { data } = await read(bytes, size);
      if (title === 'progressive') expect(differences(data, pixels).mean).toBeLessThan(0.5);
    },
  );

  it('leaves damaged files to the general decoder, which refuses them', async () => {
    const { bytes } = ours[0]!;
    const cut = bytes.slice(0, bytes.length - 300);
    const wrong = bytes.slice();
    wrong.fill(0x55, bytes.length - 400, bytes.length - 390);
    const missing = Uint8Array.from([...bytes.slice(0, bytes.length - 40), 0xff, 0xd9]);
    for (const damaged of [cut, missing]) expect(decodeGreyJpeg(damaged, 60)).toBeUndefined();
    expect((await errorOf(read(cut, 60))).code).toBe('BAD_IMAGE');
    // Whatever comes of bytes that can be read as something, it is no error of ours.
    decodeGreyJpeg(wrong, 60);
  });

  it('gives the same pixels from threads, also after they have ended', async () => {
    const jpegs = createDecodingPool({ workers: 2 });
    afterAll(() => jpegs.close());
    const alone = ours.map(({ bytes }) => decodeGreyJpeg(bytes, 40)!);
    expect(await Promise.all(ours.map(({ bytes }) => jpegs.decode(bytes, 40)))).toEqual(alone);
    expect(await jpegs.decode(others[0]!.bytes, 40)).toBeUndefined();
    await jpegs.close();
    expect(await jpegs.decode(ours[0]!.bytes, 40)).toBeUndefined();
    const path = `${folderWith({ 'a.jpeg': ours[0]!.bytes })}/a.jpeg`;
    expect((await readImageFile(path, { size: 40, jpegs })).data).toEqual(alone[0]!.image.data);
  });
});

import { join } from 'node:path';
import { type OpenedImage, renderDeepGrey, renderGrey } from '@pneumo/data';
import { openDicomFolder, readImageFile } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { bytesOf, dicomFixtures } from '../../support/dicomFixtures.ts';
import { errorOf } from '../../support/errorOf.ts';
import { folderWith } from '../../support/folders.ts';

const { cases, refused, extra } = dicomFixtures;

async function open(file: string): Promise<OpenedImage> {
  const source = await openDicomFolder(folderWith({ 'a.dcm': bytesOf(file) }));
  return source.open('a.dcm');
}
const storedOf = ({ pixels, offset }: OpenedImage): number[] =>
  Array.from(pixels.data, (value) => value + offset);

describe('DICOM pixels', () => {
  it.each(cases.filter(({ shape }) => shape.length === 2))(
    'are those of pydicom: $name',
    async ({ name, file, shape, stored, grey }) => {
      const opened = await open(file);
      expect([opened.pixels.height, opened.pixels.width]).toEqual(shape);
      const difference = storedOf(opened).map((value, i) => Math.abs(value - stored[i]!));
      // Two decoders of lossy images round differently.
      const allowed = /^jpeg, 8|lossy, 12/.test(name) ? 1 : 0;
      expect(Math.max(...difference)).toBeLessThanOrEqual(allowed);
      const shown = renderGrey(opened).data;
      const off = grey!.map((value, i) => Math.abs(value - shown[i]!));
      expect(Math.max(...off)).toBeLessThanOrEqual(0.51 + allowed);
      // At 16 bits nothing but what the fixture's one decimal does not tell is lost.
      const deep = renderDeepGrey(opened).data;
      const deepOff = grey!.map((value, i) => Math.abs(value - deep[i]! / 257));
      expect(Math.max(...deepOff)).toBeLessThanOrEqual(0.053 + allowed);
    },
  );

  it.each(cases.filter(({ shape }) => shape.length === 3))(
    'of colour become luminance: $name',
    async ({ file, stored }) => {
      const { data } = (await open(file)).pixels;
      data.forEach((value, i) => {
        const [red, green, blue] = stored.slice(3 * i, 3 * i + 3) as [number, number, number];
        expect(Math.abs(value - (0.2126 * red + 0.7152 * green + 0.0722 * blue))).toBeLessThan(40);
        expect(value).toBeGreaterThanOrEqual(Math.min(red, green, blue) - 1);
        expect(value).toBeLessThanOrEqual(Math.max(red, green, blue) + 1);
      });
    },
  );

  it('of one picture are the same plane by plane, pixel by pixel and through JPEG 2000', async () => {
    const colours = cases.filter(({ shape }) => shape.length === 3);
    const [first, ...others] = await Promise.all(
      colours.map(async ({ file }) => (await open(file)).pixels.data),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  it('are taken from the bits that the header names', async () => {
    expect(storedOf(await open(extra.highBit.file))).toEqual(extra.highBit.stored);
  });

  it('that are twice as high as wide are drawn as squares', async () => {
    const root = folderWith({ 'a.dcm': bytesOf(extra.aspect) });
    const image = await readImageFile(join(root, 'a.dcm'));
    expect([image.width, image.height]).toEqual([13, 18]);
    const small = await readImageFile(join(root, 'a.dcm'), { size: 8 });
    expect([small.width, small.height]).toEqual([8, 8]);
  });

  it('take a window instead of that of the file', async () => {
    const { file, stored } = cases.find(({ name }) => name === 'window')!;
    const root = folderWith({ 'a.dcm': bytesOf(file) });
    const window = { centre: 1000, width: 1, shape: 'linear' } as const;
    const image = await readImageFile(join(root, 'a.dcm'), { window });
    expect([...image.data]).toEqual(stored.map((value) => (value > 999.5 ? 255 : 0)));
  });
});

describe('a DICOM file that cannot be used', () => {
  it.each(refused)('is refused by name: $name', async ({ file, reason }) => {
    const path = join(folderWith({ 'a.dcm': bytesOf(file) }), 'a.dcm');
    const error = await errorOf(readImageFile(path));
    expect(error.code).toBe('BAD_IMAGE');
    expect(error.message).toContain(path);
    expect(error.message).toContain(reason);
  });

  it('never has its patient, hospital or days in the message', async () => {
    const whole = bytesOf(cases[1]!.file);
    for (let length = 130; length < whole.length; length += 7) {
      const path = join(folderWith({ 'a.dcm': whole.slice(0, length) }), 'a.dcm');
      const { message } = await errorOf(readImageFile(path));
      expect(message).not.toMatch(/SECRET|1999|1987|4711/);
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPneumoError } from '@pneumo/core';
import {
  type ImageSource,
  openNpz,
  openTable,
  openZipSource,
  readImageFile,
  type TablePreset,
} from '@pneumo/data/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, dicomFixtures } from '../support/dicomFixtures.ts';
import { imageFile } from '../support/folders.ts';
import { mutate } from '../support/mutate.ts';
import { npy, zipOf } from '../support/zip.ts';

/** tools/fuzz/fuzz.mjs asks for more. */
const mutations = Number(process.env.PNEUMO_FUZZ ?? 150);
const from = Number(process.env.PNEUMO_FUZZ_FROM ?? 0);
/** What the process may grow by while it reads files of a few kilobytes: room for the largest image that is believed. */
const MEMORY_LIMIT = 1.5 * 2 ** 30;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pneumo-fuzz-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every result is a value, or a refusal that names the file and is no bug: no other error, no memory, no time without end. */
async function fuzz(
  parser: string,
  ending: string,
  seeds: readonly Uint8Array[],
  read: (path: string, index: number) => Promise<unknown>,
): Promise<void> {
  const path = join(folder, `input.${ending}`);
  const before = process.memoryUsage().rss;
  let refused = 0;
  for (let index = from; index < from + mutations; index++) {
    writeFileSync(path, mutate(seeds, parser, index));
    try {
      await read(path, index);
    } catch (error) {
      if (!isPneumoError(error)) throw new Error(`${parser} ${index} fails otherwise`, { cause: error });
      refused++;
      const named =
        error.message.includes(path) || error.details.name !== undefined || error.code === 'BAD_FILES';
      if (!named) throw new Error(`${parser} ${index} does not name its file: ${error.message}`);
    }
    const grown = process.memoryUsage().rss - before;
    if (grown > MEMORY_LIMIT)
      throw new Error(`${parser} ${index}: ${Math.round(grown / 2 ** 20)} MiB more than before`);
  }
  // Some mutations must do nothing, most must be seen: else the mutations or the reading are wrong.
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThan(mutations);
}

async function readAll(source: ImageSource): Promise<void> {
  for (const { id } of source.samples.slice(0, 3)) await source.open(id);
}

const time = 60_000 + 200 * mutations;

describe('a damaged file is read or refused by name', () => {
  it('image', { timeout: time }, async () => {
    const deep = await sharp(
      Uint16Array.from({ length: 300 }, (_, i) => i * 200),
      { raw: { width: 20, height: 15, channels: 1 } },
    )
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const turned = await sharp(Buffer.from(await imageFile('jpeg')))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const seeds = [
      await imageFile('png'),
      await imageFile('jpeg'),
      await imageFile('webp'),
      await imageFile('tiff'),
      new Uint8Array(deep),
      new Uint8Array(turned),
    ];
    await fuzz('image', 'png', seeds, (path, index) => readImageFile(path, index % 2 ? { size: 32 } : {}));
  });

  it('dicom', { timeout: time }, async () => {
    const { cases, refused, extra } = dicomFixtures;
    const seeds = [...cases, ...refused, { file: extra.aspect }].map(({ file }) => bytesOf(file));
    await fuzz('dicom', 'dcm', seeds, (path, index) => readImageFile(path, index % 2 ? { size: 32 } : {}));
  });

  it('npz', { timeout: time }, async () => {
    const arrays = {
      'train_images.npy': npy('|u1', [4, 5, 6], new Uint8Array(120)),
      'train_labels.npy': npy('|u1', [4, 1], Uint8Array.of(0, 1, 1, 0)),
      'test_images.npy': npy('<u2', [1, 2, 3], new Uint8Array(12)),
      'test_labels.npy': npy('<i8', [1], new Uint8Array(8)),
    };
    const packed = zipOf(arrays);
    const stored = zipOf(
      Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [name, [bytes, { level: 0 }]])),
    );
    await fuzz('npz', 'npz', [packed, stored], async (path, index) => {
      // Checksums catch most damage to an archive; damage to an array is packed anew half the time.
      if (index % 2) {
        const damaged = mutate(Object.values(arrays), 'npy', index);
        writeFileSync(path, zipOf({ ...arrays, [Object.keys(arrays)[index % 4]!]: damaged }));
      }
      await readAll(await openNpz(path));
    });
  });

  it('csv', { timeout: time }, async () => {
    for (const name of ['a.png', 'b.png', 'c.png'])
      writeFileSync(join(folder, name), await imageFile('png', 8, 8));
    const text = (lines: string): Uint8Array => new TextEncoder().encode(lines);
    const layouts: [TablePreset | undefined, Uint8Array][] = [
      [
        undefined,
        text(
          'file,label,patient,split\na.png,1,p1,train\nb.png,0,p2,val\n"c.png",PNEUMONIA,"p ""3""",test\n',
        ),
      ],
      ['nih', text('Image Index,Finding Labels,Patient ID\na.png,Pneumonia|Mass,1\nb.png,No Finding,2\n')],
      ['rsna', text('patientId,x,y,width,height,Target\na,1,2,3,4,1\na,2,3,4,5,1\nb,,,,,0\n')],
      [
        'chexpert',
        text(
          'Path,Sex,Frontal/Lateral,AP/PA,No Finding,Pneumonia\nx/a.png,Male,Frontal,AP,,1.0\nx/b.png,Male,Frontal,AP,1.0,\n',
        ),
      ],
      ['vindr', text('image_id,rad_id,Pneumonia,No finding\na,R1,1,0\na,R2,1,0\na,R3,0,1\nb,R1,0,1\n')],
    ];
    const lines = text(
      '{"file":"a.png","label":1,"patient":"p"}\n{"file":"b.png","label":"normal","patient":"q"}\n',
    );
    const jsonl = join(folder, 'input.jsonl');
    const read = async (path: string, index: number): Promise<void> => {
      const [preset, seed] = layouts[index % (layouts.length + 1)] ?? [];
      const target = seed ? path : jsonl;
      writeFileSync(target, mutate([seed ?? lines], 'table', index));
      await openTable(target, { ...(preset && { preset }), onBadFile: 'skip' }).catch((error: unknown) => {
        // Findings that are no column are named with the columns there are.
        if (isPneumoError(error, 'INVALID_TABLE') && error.message.startsWith('The table has no column'))
          return;
        throw isPneumoError(error) && error.message.includes(target)
          ? Object.assign(error, { details: { name: target } })
          : error;
      });
    };
    await fuzz('csv', 'csv', [lines], read);
  });

  it('zip', { timeout: time }, async () => {
    const files = {
      'train/NORMAL/a.png': await imageFile('png', 8, 8),
      'train/PNEUMONIA/person1_virus_2.jpeg': await imageFile('jpeg', 8, 8),
      'test/NORMAL/c.png': await imageFile('png', 8, 8, 2),
    };
    const stored = Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [
        name,
        [bytes, { level: 0 }] as [Uint8Array, { level: 0 }],
      ]),
    );
    await fuzz('zip', 'zip', [zipOf(files), zipOf(stored)], async (path) =>
      readAll(await openZipSource(path, { onBadFile: 'skip' })),
    );
  });
});

describe('a forged header costs no memory', () => {
  it('of an image of 65,535 × 65,535', async () => {
    const png = (await imageFile('png')).slice();
    new DataView(png.buffer).setUint32(16, 65535);
    new DataView(png.buffer).setUint32(20, 65535);
    const jpeg = (await imageFile('jpeg')).slice();
    const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
    jpeg.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    const before = process.memoryUsage().rss;
    for (const bytes of [png, jpeg]) {
      const path = join(folder, 'forged.png');
      writeFileSync(path, bytes);
      await expect(readImageFile(path)).rejects.toMatchObject({
        code: 'BAD_IMAGE',
        message: expect.stringContaining(path),
      });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });
});

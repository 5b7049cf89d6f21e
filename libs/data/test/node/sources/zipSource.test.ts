import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPixelCache, openZipSource, readFolder } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/errorOf.ts';
import { folderWith, imageFile } from '../../support/folders.ts';
import { zipOf } from '../../support/zip.ts';

const archive = (bytes: Uint8Array): string => join(folderWith({ 'set.zip': bytes }), 'set.zip');
async function films(): Promise<Record<string, Uint8Array>> {
  return {
    'chest/train/NORMAL/IM-0001-0001.png': await imageFile('png', 20, 12, 0),
    'chest/train/PNEUMONIA/person1_virus_2.jpeg': await imageFile('jpeg', 20, 12, 1),
    'chest/test/PNEUMONIA/person2_bacteria_3.jpeg': await imageFile('jpeg', 20, 12, 2),
    '__MACOSX/chest/train/NORMAL/._IM-0001-0001.png': Uint8Array.of(1),
  };
}
/** Changes bytes in every record that begins with a signature. */
function patch(bytes: Uint8Array, signature: number, offset: number, values: number[]): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 4 <= copy.length; at++)
    if (view.getUint32(at, true) === signature) copy.set(values, at + offset);
  return copy;
}
const DIRECTORY = 0x02014b50;

describe('openZipSource', () => {
  it('reads the same samples and pixels as the unpacked folder', async () => {
    const files = await films();
    const zip = await openZipSource(archive(zipOf(files)), { source: 'chest' });
    const root = folderWith(files);
    const folder = await readFolder(root);
    expect(zip.samples).toEqual(folder.samples);
    const cacheDir = join(root, 'cache');
    const packed = await buildPixelCache(zip.samples, { source: zip, size: 8, cacheDir });
    const plain = await buildPixelCache(folder.samples, { root: folder.root, size: 8, cacheDir });
    expect(packed.key).toBe(plain.key);
    for (const { id } of folder.samples) expect(packed.get(id).data).toEqual(plain.get(id).data);
  });

  it('reads stored entries, and an archive behind other bytes of a comment', async () => {
    const zip = await openZipSource(
      archive(
        zipOf(
          Object.fromEntries(
            Object.entries(await films()).map(([name, bytes]) => [name, [bytes, { level: 0 }]]),
          ),
        ),
      ),
    );
    expect((await zip.open('train/NORMAL/IM-0001-0001.png')).pixels.width).toBe(20);
  });

  it.each([
    ['../../evil.png', 'a name that leaves its folder'],
    ['/evil.png', 'a name that leaves its folder'],
    ['C:/evil.png', 'a name that leaves its folder'],
    ['a\\..\\..\\evil.png', 'a name that leaves its folder'],
  ])('refuses an archive that holds %s', async (name, words) => {
    const error = await errorOf(
      openZipSource(archive(zipOf({ ...(await films()), [name]: Uint8Array.of(1) }))),
    );
    expect(error.code).toBe('BAD_ARCHIVE');
    expect(error.message).toContain(words);
  });

  it('refuses an entry that unpacks to more than it says, or says too much, before memory is taken', async () => {
    const bomb = zipOf({
      'NORMAL/1.png': new Uint8Array(64 * 2 ** 20),
      'PNEUMONIA/2.png': await imageFile('png'),
    });
    const lie = await openZipSource(archive(patch(bomb, DIRECTORY, 24, [100, 0, 0, 0])));
    await expect(lie.read('NORMAL/1.png')).rejects.toThrow(
      'NORMAL/1.png unpacks to more than the 100 bytes it says.',
    );
    const huge = await openZipSource(archive(patch(bomb, DIRECTORY, 24, [0, 0, 0, 0xf0])));
    await expect(huge.read('NORMAL/1.png')).rejects.toThrow('NORMAL/1.png would have 4026531840 bytes');
    const honest = await openZipSource(archive(bomb));
    await expect(honest.open('NORMAL/1.png')).rejects.toThrow('is not an image');
  });

  it('refuses encryption, other methods, damage and what is no archive, by name', async () => {
    const good = zipOf({ 'NORMAL/1.png': await imageFile('png'), 'PNEUMONIA/2.png': await imageFile('png') });
    const encrypted = await openZipSource(archive(patch(good, DIRECTORY, 8, [1, 0])));
    await expect(encrypted.read('NORMAL/1.png')).rejects.toThrow('NORMAL/1.png is encrypted');
    const method = await openZipSource(archive(patch(good, DIRECTORY, 10, [9, 0])));
    await expect(method.read('NORMAL/1.png')).rejects.toThrow('packed by method 9');
    const crc = await openZipSource(archive(patch(good, DIRECTORY, 16, [1, 2, 3, 4])));
    await expect(crc.read('NORMAL/1.png')).rejects.toThrow('checksum does not fit');
    const none = await errorOf(openZipSource(archive(new Uint8Array(500))));
    expect(none.message).toMatch(/set\.zip is no zip archive/);
    const cut = await errorOf(openZipSource(archive(good.slice(0, good.length - 30))));
    expect(cut.code).toBe('BAD_ARCHIVE');
    await expect(encrypted.read('no.png')).rejects.toMatchObject({ code: 'UNKNOWN_SAMPLE' });
  });

  it('reads ZIP64, as archives of more than 65,535 files are written', async () => {
    const root = folderWith();
    const path = join(root, 'set.zip');
    const plain = zipOf({
      'NORMAL/1.png': await imageFile('png'),
      'PNEUMONIA/2.png': await imageFile('png'),
    });
    // The end record is replaced by a ZIP64 record, its locator, and an end record that points to them.
    const view = new DataView(plain.buffer, plain.byteOffset);
    const end = plain.length - 22;
    const tail = new DataView(new ArrayBuffer(56 + 20 + 22));
    tail.setUint32(0, 0x06064b50, true);
    tail.setBigUint64(4, 44n, true);
    tail.setBigUint64(24, 2n, true);
    tail.setBigUint64(32, 2n, true);
    tail.setBigUint64(40, BigInt(view.getUint32(end + 12, true)), true);
    tail.setBigUint64(48, BigInt(view.getUint32(end + 16, true)), true);
    tail.setUint32(56, 0x07064b50, true);
    tail.setBigUint64(64, BigInt(end), true);
    tail.setUint32(72, 1, true);
    tail.setUint32(76, 0x06054b50, true);
    for (const at of [84, 86]) tail.setUint16(at, 0xffff, true);
    for (const at of [88, 92]) tail.setUint32(at, 0xffffffff, true);
    writeFileSync(path, Buffer.concat([plain.subarray(0, end), new Uint8Array(tail.buffer)]));
    expect((await openZipSource(path)).samples.map(({ id }) => id)).toEqual([
      'NORMAL/1.png',
      'PNEUMONIA/2.png',
    ]);
  });
});

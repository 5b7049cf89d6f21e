import { mkdtemp, open, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AtomicFileSystem, writeFileAtomic } from '@pneumo/data/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pneumo-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Node's file system, but writing fails with a code after some bytes. */
const failing = (code: string, after: number): AtomicFileSystem => ({
  rename,
  unlink,
  async open(path, flags) {
    const file = await open(path, flags);
    return {
      async write(bytes, offset, length, position) {
        if (offset >= after) throw Object.assign(new Error(code), { code });
        return file.write(bytes, offset, Math.min(length, after), position);
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
});

describe('writeFileAtomic', () => {
  it('writes bytes and text, replaces what stood there and leaves nothing else', async () => {
    const path = join(folder, 'a.json');
    await writeFileAtomic(path, 'Überblick');
    expect(await readFile(path, 'utf8')).toBe('Überblick');
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3));
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('writes on where the system takes only a part at a time', async () => {
    const path = join(folder, 'a.bin');
    const fileSystem = failing('never', Number.POSITIVE_INFINITY);
    const slow: AtomicFileSystem = {
      ...fileSystem,
      async open(name, flags) {
        const file = await fileSystem.open(name, flags);
        return {
          ...file,
          write: (bytes, offset, length, position) =>
            file.write(bytes, offset, Math.min(length, 2), position),
        };
      },
    };
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3, 4, 5), { fileSystem: slow });
    expect([...(await readFile(path))]).toEqual([1, 2, 3, 4, 5]);
  });

  it.each(['ENOSPC', 'EDQUOT', 'EFBIG'])(
    'says that the disk is full on %s, keeps the old file and removes its own',
    async (code) => {
      const path = join(folder, 'a.txt');
      await writeFile(path, 'old');
      await expect(
        writeFileAtomic(path, 'new and longer', { fileSystem: failing(code, 3) }),
      ).rejects.toMatchObject({
        name: 'PneumoError',
        code: 'DISK_FULL',
        details: { path, systemCode: code },
      });
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['a.txt']);
    },
  );

  it.each(['EIO', 'EBUSY', 'EMFILE'])(
    'says that the place cannot be written on %s, and keeps the old file',
    async (code) => {
      const path = join(folder, 'a.txt');
      await writeFile(path, 'old');
      await expect(writeFileAtomic(path, 'new', { fileSystem: failing(code, 0) })).rejects.toMatchObject({
        code: 'NOT_WRITABLE',
        details: { path, systemCode: code },
      });
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['a.txt']);
    },
  );

  it('throws on what is no failure of the file system, as it came', async () => {
    const path = join(folder, 'a.txt');
    await expect(
      writeFileAtomic(path, 'new', { fileSystem: failing('ERR_OUT_OF_RANGE', 0) }),
    ).rejects.toThrow('ERR_OUT_OF_RANGE');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that a missing folder or a folder in the place of the file cannot be written', async () => {
    const missing = join(folder, 'no', 'a.txt');
    await expect(writeFileAtomic(missing, 'x')).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
      details: { path: missing },
    });
    await expect(writeFileAtomic(folder, 'x')).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps writers of the same file apart', async () => {
    const path = join(folder, 'a.txt');
    const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(1000));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['a.txt']);
  });
});

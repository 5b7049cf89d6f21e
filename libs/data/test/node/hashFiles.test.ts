import { hashFiles } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folders.ts';

describe('hashFiles', () => {
  it('gives SHA-256 in the order of the files, and a reason for one that cannot be read', async () => {
    const done: number[] = [];
    const hashes = await hashFiles(['b', 'a', 'gone'], {
      root: folderWith({ a: 'abc', b: '' }),
      onProgress: (count) => done.push(count),
    });
    // FIPS 180-4's examples.
    expect(hashes).toEqual([
      { id: 'b', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
      { id: 'a', sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
      { id: 'gone', reason: 'does not exist' },
    ]);
    expect(done).toEqual([1, 2, 3]);
  });
});

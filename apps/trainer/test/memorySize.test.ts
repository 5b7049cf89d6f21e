import { describe, expect, it } from 'vitest';
import { memorySize } from '../src/config/memorySize.ts';

describe('memorySize', () => {
  it('reads sizes in powers of 1,024, and knows auto from what is neither', () => {
    expect(['0M', '512M', '1.5G', '4G'].map(memorySize)).toEqual([0, 2 ** 29, 1.5 * 2 ** 30, 2 ** 32]);
    expect(memorySize('auto')).toBeUndefined();
    for (const text of ['', '4', '4GB', '-1G', '1e9', 'AUTO', 'G']) expect(memorySize(text), text).toBeNull();
  });
});

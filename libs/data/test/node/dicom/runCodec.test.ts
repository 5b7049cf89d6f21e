import { describe, expect, it } from 'vitest';
import { runCodec } from '../../../src/node/dicom/runCodec.ts';
import { errorOf } from '../../support/errorOf.ts';

const garbage = { coding: 'jpeg2000', bytes: new Uint8Array(5000).fill(7), bytesPerValue: 1 } as const;

describe('runCodec', () => {
  it('ends a decoder that takes too long, and says so by the name of the file', async () => {
    const error = await errorOf(runCodec(garbage, 'slow.dcm', 0));
    expect(error.code).toBe('BAD_IMAGE');
    expect(error.message).toBe('slow.dcm takes its decoder more than 0 seconds.');
  });

  it('says that bytes are damaged, and works on for the next file', async () => {
    for (let i = 0; i < 3; i++) {
      const error = await errorOf(runCodec({ ...garbage, coding: 'jpeg-ls' }, `bad${i}.dcm`));
      expect(error.message).toMatch(new RegExp(`^bad${i}\\.dcm is damaged: `));
    }
  });
});

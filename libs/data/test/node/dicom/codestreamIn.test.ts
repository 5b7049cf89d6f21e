import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codestreamIn } from '../../../src/node/dicom/codestreamIn.ts';

const box = (type: string, content: number[], length = 8 + content.length): number[] => [
  ...[24, 16, 8, 0].map((shift) => (length >> shift) & 255),
  ...Buffer.from(type, 'latin1'),
  ...content,
];
const SIGNATURE = box('jP  ', [0x0d, 0x0a, 0x87, 0x0a]);
const STREAM = [0xff, 0x4f, 0xff, 0x51, 1, 2, 3];
const read = (bytes: number[]): number[] => [...codestreamIn(Uint8Array.from(bytes), 'a.dcm')];

describe('codestreamIn', () => {
  it('gives what is no .jp2 file back as it is', () => {
    expect(read(STREAM)).toEqual(STREAM);
  });

  it('passes over other boxes, and reads lengths of all three kinds', () => {
    const front = [...SIGNATURE, ...box('ftyp', [1, 2]), ...box('jp2h', [9])];
    expect(read([...front, ...box('jp2c', STREAM), ...box('uuid', [7])])).toEqual(STREAM);
    expect(read([...front, ...box('jp2c', STREAM, 0)])).toEqual(STREAM);
    const wide = [0, 0, 0, 1, ...Buffer.from('jp2c'), 0, 0, 0, 0, 0, 0, 0, 16 + STREAM.length, ...STREAM];
    expect(read([...front, ...wide])).toEqual(STREAM);
  });

  it('refuses boxes that are cut off, lie about their length or hold no code stream', () => {
    const damaged = /boxes of its \.jp2 part hold no code stream/;
    expect(() => read(SIGNATURE)).toThrow(damaged);
    expect(() => read([...SIGNATURE, ...box('jp2c', STREAM, 900)])).toThrow(damaged);
    expect(() => read([...SIGNATURE, ...box('ftyp', [1], 4), ...box('jp2c', STREAM)])).toThrow(damaged);
  });

  it('neither hangs nor throws anything else, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
        try {
          read([...SIGNATURE, ...tail]);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('BAD_IMAGE');
        }
      }),
    );
  });
});

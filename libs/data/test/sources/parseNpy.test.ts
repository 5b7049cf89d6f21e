import { parseNpy } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { reference } from '../support/numpy.ts';
import { npy } from '../support/zip.ts';

describe('parseNpy', () => {
  it.each(reference)('reads what NumPy writes: $name', ({ file, shape, values }) => {
    const array = parseNpy(new Uint8Array(Buffer.from(file, 'base64')));
    expect(array.shape).toEqual(shape);
    expect(Array.from(array.data)).toEqual(values);
  });

  it('reads values that do not lie on their boundary', () => {
    const file = npy('<u2', [2], Uint8Array.of(1, 0, 255, 255));
    for (const shift of [0, 1, 2, 3]) {
      const room = new Uint8Array(file.length + shift);
      room.set(file, shift);
      expect([...parseNpy(room.subarray(shift)).data]).toEqual([1, 65535]);
    }
  });

  it.each([
    ['an object, which would be a program', npy('|O', [1], new Uint8Array(8)), 'values of type |O'],
    ['too few values', npy('|u1', [5], new Uint8Array(4)), '4 bytes of values; 5 of |u1 are 5'],
    ['a forged shape', npy('|u1', [65535, 65535, 65535, 65535], new Uint8Array(4)), 'shape'],
    ['another file', new Uint8Array(100), 'is no NumPy array file'],
    ['a record', npy("[('a', '<f4')]", [1], new Uint8Array(4)), 'values of type'],
    ['integers beyond 32 bits', npy('<i8', [1], new Uint8Array(8).fill(127)), 'beyond 32 bits'],
  ])('refuses %s', async (_, file, words) => {
    const error = await errorOf(() => parseNpy(file, 'x.npy'));
    expect(error.code).toBe('INVALID_NPY');
    expect(error.message).toMatch(/^x\.npy /);
    expect(error.message).toContain(words);
  });

  it('reads any bytes or refuses them by name', () => {
    const file = npy(
      '<u2',
      [3, 2],
      new Uint8Array(12).map((_, i) => i),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(file.length),
        (changes, length) => {
          const bytes = file.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          try {
            const { shape, data } = parseNpy(bytes, 'x.npy');
            expect(data.length).toBe(shape.reduce((product, axis) => product * axis, 1));
          } catch (error) {
            expect(error).toMatchObject({ name: 'PneumoError', code: 'INVALID_NPY' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

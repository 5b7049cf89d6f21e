import { PneumoError, allocateSafetensors, readSafetensorsHeader } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const rules = {
  dtypes: { U8: 1 },
  invalid: (problem: string) => new PneumoError('TORN', problem),
};

describe('allocateSafetensors', () => {
  it('writes the header that the reader reads, its metadata first and its data at a multiple of 8', () => {
    const name = fc.oneof(fc.constantFrom('__proto__', '7'), fc.string()).filter((n) => n !== '__metadata__');
    const tensors = fc.uniqueArray(fc.tuple(name, fc.nat(9)), { selector: ([n]) => n, maxLength: 5 });
    const metadata = fc.option(fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }), { nil: undefined });
    fc.assert(
      fc.property(tensors, metadata, (list, texts) => {
        const places = list.map(([n, length]) => ({
          name: n,
          dtype: 'U8',
          shape: [length],
          byteLength: length,
        }));
        const { bytes, start } = allocateSafetensors(places, texts);
        const read = readSafetensorsHeader(bytes, rules);
        let begin = start;
        const expected = places.map(({ name: n, dtype, shape, byteLength }) => {
          const entry = { name: n, dtype, shape, begin, end: begin + byteLength };
          begin = entry.end;
          return entry;
        });
        expect(new Set(read.entries)).toEqual(new Set(expected));
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(texts ?? {}).sort());
        expect([start % 8, bytes.length]).toEqual([0, begin]);
        if (texts !== undefined)
          expect(new TextDecoder().decode(bytes.subarray(8, 24))).toMatch(/^\{"(__metadata__"|\d)/);
      }),
    );
  });

  it('writes the length, the header, spaces up to a multiple of 8 and the data', () => {
    const { bytes, start } = allocateSafetensors([{ name: 'a', dtype: 'U8', shape: [2], byteLength: 2 }], {
      b: 'c',
    });
    bytes.set([5, 6], start);
    expect(Buffer.from(bytes).toString('latin1')).toBe(
      `\x50${'\0'.repeat(7)}{"__metadata__":{"b":"c"},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}  \x05\x06`,
    );
  });
});

import { PneumoError, readSafetensorsHeader, type SafetensorsRules } from '@pneumo/core';
import { describe, expect, it } from 'vitest';

function forge(header: unknown, data: number, length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const tensor = (begin: number, end: number, dtype = 'F32') => ({
  dtype,
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
});
const rules: SafetensorsRules = {
  dtypes: { F32: 4 },
  invalid: (problem, facts) => new PneumoError('TORN', problem, facts),
};

describe('readSafetensorsHeader', () => {
  it('gives the places in the file in the order of the bytes, whatever the order of the names', () => {
    const bytes = forge({ b: tensor(8, 12), __metadata__: { of: 'x' }, a: tensor(0, 8) }, 12);
    const start = bytes.length - 12;
    expect(readSafetensorsHeader(bytes, rules)).toEqual({
      metadata: { of: 'x' },
      entries: [
        { name: 'a', dtype: 'F32', shape: [2], begin: start, end: start + 8 },
        { name: 'b', dtype: 'F32', shape: [1], begin: start + 8, end: start + 12 },
      ],
    });
  });

  it('keeps to the limits that it is given, and fails by the error that it is given', () => {
    const bytes = forge({ a: tensor(0, 4), b: tensor(4, 8) }, 8);
    const refused = (changed: Partial<SafetensorsRules>, file = bytes) => {
      try {
        readSafetensorsHeader(file, { ...rules, ...changed });
      } catch (error) {
        const { code, message } = error as PneumoError;
        return `${code}: ${message}`;
      }
      return 'read';
    };
    expect(refused({})).toBe('read');
    expect(refused({ tensors: 1 })).toBe('TORN: it lists 2 tensors; at most 1 are read');
    expect(refused({ headerBytes: 10 })).toMatch(
      /TORN: the header's length is \d+; at most 10 bytes are read/,
    );
    expect(refused({ rank: 0 })).toBe(
      'TORN: the tensor a has the shape [1]; expected at most 0 whole numbers',
    );
    expect(refused({ dtypes: { F16: 2, BF16: 2 } })).toBe(
      'TORN: the tensor a has the type "F32"; expected F16, BF16',
    );
    expect(refused({}, forge({}, 0, 100_000_001n))).toBe(
      "TORN: the header's length is 100000001; at most 100000000 bytes are read",
    );
    expect(refused({}, forge({ a: tensor(0, 4), b: tensor(2, 6) }, 6))).toMatch(
      /b begins at byte 2 .* ends at 4/,
    );
  });

  const long = 'x'.repeat(1e6);
  it.each([
    ['type', (value: string) => `{"a":{"dtype":${value}}}`],
    ['shape', (value: string) => `{"a":{"dtype":"F32","shape":${value}}}`],
    ['offsets', (value: string) => `{"a":{"dtype":"F32","shape":[2],"data_offsets":${value}}}`],
    ['__metadata__', (value: string) => `{"__metadata__":{"a":${value}}}`],
    ['tensor', () => `{"${long}":0}`],
    ['tensor', () => `{"${long}":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}`],
    ['tensor', () => `{"${long}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`],
  ])('refuses by a short message a %s that is deep, wide or long', (what, header) => {
    const short = expect.stringMatching(new RegExp(`^(?=.*${what}).{1,600}$`)) as string;
    for (const value of ['['.repeat(20_000) + ']'.repeat(20_000), `[${'0.5,'.repeat(1e5)}0]`]) {
      expect(() =>
        readSafetensorsHeader(forge(header(value), what === '__metadata__' ? 0 : 8), rules),
      ).toThrow(expect.objectContaining({ code: 'TORN', message: short }));
    }
  });

  it('names the tensor in the details of the error', () => {
    expect(() => readSafetensorsHeader(forge({ a: tensor(0, 12) }, 8), rules)).toThrow(
      expect.objectContaining({ details: { tensor: 'a' } }),
    );
  });
});

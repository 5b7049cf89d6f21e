import { readFileSync } from 'node:fs';
import { isPneumoError } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSafetensors, parseSafetensors } from '../../src/checkpoint/safetensors.ts';
import { forge } from './checkpoints.ts';

interface Fixture {
  base64: string;
  metadata: Record<string, string>;
  tensors: Record<string, { shape: number[]; values: number[] }>;
}
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/safetensors.json', import.meta.url), 'utf8'),
) as Fixture;

/** Why the bytes were refused, or undefined when they were read; any other fault is thrown. */
function refusal(bytes: Uint8Array): string | undefined {
  try {
    parseSafetensors(bytes, 'x');
    return undefined;
  } catch (error) {
    if (isPneumoError(error, 'CORRUPT_FILE')) return error.message;
    throw error;
  }
}

describe('parseSafetensors', () => {
  it('reads what Python’s safetensors wrote', () => {
    const { metadata, tensors } = parseSafetensors(Buffer.from(fixture.base64, 'base64'), 'python');
    expect(metadata).toEqual(fixture.metadata);
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(fixture.tensors).sort());
    for (const [name, { shape, values }] of Object.entries(fixture.tensors)) {
      expect(tensors[name]).toEqual({ shape, values: Float32Array.from(values) });
    }
  });

  it('never fails otherwise than by naming a corrupt file, whatever bytes come', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void refusal(bytes)));
  });

  it('never fails otherwise than by naming a corrupt file, whatever the header says', () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          dtype: fc.oneof(fc.constant('F32'), fc.jsonValue()),
          shape: fc.oneof(fc.array(fc.nat(4)), fc.jsonValue()),
          data_offsets: fc.oneof(fc.array(fc.nat(24)), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    );
    const name = fc.oneof(fc.constantFrom('__metadata__', '__proto__', 'constructor'), fc.string());
    fc.assert(
      fc.property(fc.dictionary(name, entry, { maxKeys: 4 }), fc.nat(24), (header, length) => {
        refusal(forge(header, new Uint8Array(length)));
      }),
      { numRuns: 500 },
    );
    expect(({} as Record<string, unknown>)['dtype']).toBeUndefined();
  });

  it('takes whatever it accepts from bytes that lie within the file, none of them twice', () => {
    const sizes = fc.array(fc.nat(3), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 5 }), (counts, shifts) => {
        let end = 0;
        const header = Object.fromEntries(
          counts.map((count, i) => {
            const from = end + (shifts[i] ?? 0);
            end += 4 * count;
            return [`t${i}`, { dtype: 'F32', shape: [count], data_offsets: [from, from + 4 * count] }];
          }),
        );
        // Ranges that were moved may still follow one another, in another order.
        const ranges = Object.values(header).map(({ data_offsets }) => data_offsets);
        ranges.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
        const whole = ranges.every(([from], i) => from === (ranges[i - 1]?.[1] ?? 0));
        if (whole) expect(refusal(forge(header, new Uint8Array(end)))).toBeUndefined();
        else if (counts.every((count) => count > 0))
          expect(refusal(forge(header, new Uint8Array(end)))).toMatch(/offsets|gap or overlap|end at/);
      }),
    );
  });

  it('refuses a header that names one tensor twice', () => {
    const entry = (from: number) => `"a":{"dtype":"F32","shape":[1],"data_offsets":[${from},${from + 4}]}`;
    expect(refusal(forge(`{${entry(0)},${entry(4)}}`, new Uint8Array(8)))).toMatch(/gap or overlap/);
  });

  it('refuses sizes whose product is beyond all memory', () => {
    const header = { a: { dtype: 'F32', shape: [2 ** 50, 2 ** 50], data_offsets: [0, 4] } };
    expect(refusal(forge(header, new Uint8Array(4)))).toMatch(/takes 5\.07\d+e\+30 bytes and has 4/);
  });

  it('keeps a tensor named __proto__ as a tensor', () => {
    const tensors = Object.fromEntries([['__proto__', { shape: [1], values: Float32Array.of(4) }]]);
    const back = parseSafetensors(formatSafetensors({ metadata: {}, tensors }), 'memory');
    expect(Object.entries(back.tensors)).toEqual(Object.entries(tensors));
  });
});

import { createHash } from 'node:crypto';
import { isPneumoError } from '@pneumo/core';
import { CHECKPOINT_SCHEMA_VERSION, parseCheckpoint, serialiseCheckpoint } from '@pneumo/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forge, sampleCheckpoint } from './checkpoints.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await parseCheckpoint(bytes, 'x.safetensors');
    return 'none';
  } catch (error) {
    return isPneumoError(error) ? error.code : `not ours: ${String(error)}`;
  }
}

/** Writes another text of the same length into the header and makes the checksum right again. */
function tamper(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(latin1(bytes).replace(from, to), 'latin1');
  const sum = /"sha256":"([0-9a-f]{64})"/.exec(copy.toString('latin1'))!;
  copy.write('0'.repeat(64), sum.index + 10, 'latin1');
  copy.write(createHash('sha256').update(copy).digest('hex'), sum.index + 10, 'latin1');
  return new Uint8Array(copy);
}

describe('serialiseCheckpoint', () => {
  it('writes what parseCheckpoint reads back, to the last bit', async () => {
    const checkpoint = sampleCheckpoint();
    const back = await parseCheckpoint(await serialiseCheckpoint(checkpoint), 'memory');
    expect(back).toEqual(checkpoint);
    expect(Object.is(back.weights['block1/kernel']!.values[1], -0)).toBe(true);
  });

  it('round-trips any tensors', async () => {
    const tensor = fc.array(fc.nat(3), { maxLength: 4 }).chain((shape) =>
      fc
        .float32Array({
          minLength: shape.reduce((a, b) => a * b, 1),
          maxLength: shape.reduce((a, b) => a * b, 1),
        })
        .map((values) => ({ shape, values })),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), tensor, { maxKeys: 5 }), async (weights) => {
        const back = await parseCheckpoint(
          await serialiseCheckpoint({ ...sampleCheckpoint(), weights }),
          'memory',
        );
        expect(Object.keys(back.weights)).toEqual(Object.keys(weights));
        for (const [name, { shape, values }] of Object.entries(weights)) {
          expect(back.weights[name]!.shape).toEqual(shape);
          expect(Buffer.from(back.weights[name]!.values.buffer)).toEqual(
            Buffer.from(values.buffer, values.byteOffset, values.byteLength),
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  it('follows the safetensors layout, data at a multiple of 8 bytes', async () => {
    const bytes = await serialiseCheckpoint(sampleCheckpoint());
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect((8 + length) % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    const [from, to] = header['weights/scalar, Grüße/bias']!.data_offsets;
    expect(new Float32Array(bytes.slice(8 + length + from, 8 + length + to).buffer)).toEqual(
      Float32Array.of(-2.5),
    );
  });

  it('carries the SHA-256 of the file with the checksum’s own digits zero', async () => {
    const bytes = await serialiseCheckpoint(sampleCheckpoint());
    const sum = /"sha256":"([0-9a-f]{64})"/.exec(latin1(bytes))!;
    const zeroed = Buffer.from(latin1(bytes).replace(sum[1]!, '0'.repeat(64)), 'latin1');
    expect(createHash('sha256').update(zeroed).digest('hex')).toBe(sum[1]);
  });
});

describe('parseCheckpoint', () => {
  it('reads a Node Buffer in the middle of a larger one, and leaves it as it was', async () => {
    const bytes = await serialiseCheckpoint(sampleCheckpoint());
    const pool = Buffer.concat([Buffer.from([1, 2, 3]), bytes]);
    const buffer = pool.subarray(3);
    expect(await parseCheckpoint(buffer, 'buffer')).toEqual(sampleCheckpoint());
    expect(new Uint8Array(buffer)).toEqual(bytes);
  });

  it('refuses a file that was cut off anywhere', async () => {
    const bytes = await serialiseCheckpoint(sampleCheckpoint());
    for (let length = 0; length < bytes.length; length += 13) {
      expect(await codeOf(bytes.subarray(0, length))).toBe('CORRUPT_FILE');
    }
    expect(await codeOf(bytes.subarray(0, bytes.length - 1))).toBe('CORRUPT_FILE');
    expect(await codeOf(Uint8Array.from([...bytes, 0]))).toBe('CORRUPT_FILE');
  });

  it('refuses a file in which any one bit was turned', async () => {
    const bytes = await serialiseCheckpoint(sampleCheckpoint());
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (position, bit) => {
        const copy = bytes.slice();
        copy[position]! ^= 1 << bit;
        expect(await codeOf(copy)).toBe('CORRUPT_FILE');
      }),
      { numRuns: 400 },
    );
  });

  it('refuses forged headers without reading beyond its limits', async () => {
    const entry = (shape: unknown, data_offsets: unknown, dtype = 'F32') => ({ dtype, shape, data_offsets });
    const files: [Uint8Array, RegExp][] = [
      [forge('{}', new Uint8Array(0), 2n ** 63n), /length is 9223372036854775808; at most/],
      [forge('{}', new Uint8Array(0), 100n), /ends at byte 108; the file has 10/],
      [forge('{"a"'), /is not JSON/],
      [forge('[]'), /no object of tensors/],
      [forge({ __metadata__: { a: 1 } }), /expected texts by name/],
      [
        forge({ a: entry([2], [0, 8]), b: entry([2], [4, 12]) }, new Uint8Array(12)),
        /b begins at byte 4 .* ends at 8/,
      ],
      [forge({ a: entry([1], [4, 8]) }, new Uint8Array(8)), /a begins at byte 4 .* ends at 0/],
      [forge({ a: entry([1], [0, 4]) }, new Uint8Array(8)), /end at byte 4 of 8 bytes/],
      [forge({ a: entry([2], [0, 4]) }, new Uint8Array(4)), /of shape \[2\], takes 8 bytes and has 4/],
      [forge({ a: entry([1], [0, 400]) }, new Uint8Array(4)), /within 4 bytes/],
      [forge({ a: entry([-1], [0, 4]) }, new Uint8Array(4)), /the shape \[-1\]/],
      [forge({ a: entry([1, 1, 1, 1, 1, 1, 1], [0, 4]) }, new Uint8Array(4)), /at most 6/],
      [forge({ a: entry([1], [0, 2], 'F16') }, new Uint8Array(2)), /the type "F16"; expected F32/],
      [forge({ a: 5 }), /a has the type undefined/],
      [forge({ __metadata__: { format: 'pt' } }), /no checkpoint of a training/],
    ];
    for (const [bytes, message] of files) {
      const error = await parseCheckpoint(bytes, 'forged.safetensors').catch((caught: unknown) => caught);
      expect(isPneumoError(error, 'CORRUPT_FILE')).toBe(true);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).toContain('forged.safetensors');
    }
  });

  it('refuses a state that no training wrote, although its checksum is right', async () => {
    const bytes = await serialiseCheckpoint(sampleCheckpoint());
    expect(await codeOf(tamper(bytes, '\\"epoch\\":1,\\"batch\\":2', '\\"epoch\\":1,\\"batch\\":-'))).toBe(
      'CORRUPT_FILE',
    );
    expect(await codeOf(tamper(bytes, '\\"history\\":[', '\\"hiztory\\":['))).toBe('CORRUPT_FILE');
    expect(await codeOf(tamper(bytes, 'node', 'Node'))).toBe('none');
  });

  it('says which version is needed for a newer file', async () => {
    const newer = { ...sampleCheckpoint(), schemaVersion: CHECKPOINT_SCHEMA_VERSION + 1 };
    await expect(parseCheckpoint(await serialiseCheckpoint(newer), 'last.safetensors')).rejects.toMatchObject(
      {
        code: 'CHECKPOINT_TOO_NEW',
        message:
          'last.safetensors has checkpoint schema version 2; this version of @pneumo/training reads up to 1. Update @pneumo/training.',
      },
    );
  });
});

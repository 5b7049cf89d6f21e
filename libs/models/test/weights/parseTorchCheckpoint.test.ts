import { readFileSync } from 'node:fs';
import { parseTorchCheckpoint } from '@pneumo/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Kind = 'plain' | 'protocol4' | 'nested' | 'evil' | 'module' | 'legacy';
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/checkpoints.json', import.meta.url), 'utf8'),
) as Record<Kind, string> & { values: Record<string, { shape: number[]; values: number[] }> };
const file = (kind: Kind): Uint8Array => new Uint8Array(Buffer.from(fixture[kind], 'base64'));

/** An archive of one entry, stored. */
function zip(name: string, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(name);
  const header = (signature: number, length: number, fields: [number, number][]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(length));
    view.setUint32(0, signature, true);
    for (const [at, value] of fields) view.setUint32(at, value, true);
    return new Uint8Array(view.buffer);
  };
  const local = [...header(0x04034b50, 30, [[26, text.length]]), ...text, ...data];
  const sizes: [number, number][] = [
    [20, data.length],
    [24, data.length],
    [28, text.length],
  ];
  const central = [...header(0x02014b50, 46, sizes), ...text];
  const end: [number, number][] = [
    [10, 1],
    [16, local.length],
  ];
  return Uint8Array.from([...local, ...central, ...header(0x06054b50, 22, end)]);
}

describe('parseTorchCheckpoint', () => {
  it.each(['plain', 'protocol4'] as const)(
    'reads what torch.save wrote, views and half precision too (%s)',
    (kind) => {
      const tensors = parseTorchCheckpoint(file(kind));
      expect([...tensors.keys()]).toEqual(Object.keys(fixture.values));
      for (const [name, { shape, values }] of Object.entries(fixture.values)) {
        expect(tensors.get(name)!.shape, name).toEqual(shape);
        if (name !== 'counter') expect([...tensors.get(name)!.read()], name).toEqual(values);
      }
      expect(() => tensors.get('counter')!.read()).toThrow(/type I64/);
    },
  );

  it('finds the state dict in a training checkpoint, or the dictionary that is named', () => {
    const names = ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'];
    expect([...parseTorchCheckpoint(file('nested')).keys()]).toEqual(names);
    expect([...parseTorchCheckpoint(file('nested'), { key: 'state_dict' }).keys()]).toEqual(names);
    expect(() => parseTorchCheckpoint(file('nested'), { key: 'ema' })).toThrow(
      /no dictionary 'ema', but \["state_dict"/,
    );
  });

  it('refuses a pickle with code in it and names what it would call', () => {
    expect(() => parseTorchCheckpoint(file('evil'))).toThrow(
      expect.objectContaining({
        code: 'UNSAFE_PICKLE',
        message: expect.stringMatching(/names posix\.system;/) as string,
      }),
    );
    expect(() => parseTorchCheckpoint(file('module'))).toThrow(
      expect.objectContaining({
        code: 'UNSAFE_PICKLE',
        message: expect.stringMatching(/BatchNorm2d/) as string,
      }),
    );
  });

  it('refuses the format before PyTorch 1.6, and what is no archive', () => {
    for (const bytes of [file('legacy'), new Uint8Array(0), new Uint8Array(1000)]) {
      expect(() => parseTorchCheckpoint(bytes)).toThrow(/no zip archive/);
    }
  });

  it.each([
    ['a mark as a name', [0x28, 0x4e, 0x93], /a mark for a value/],
    ['a name that is no text', [0x4e, 0x4b, 7, 0x93], /names \[null,7\]; expected two texts/],
    ['a name of 20,000 tuples', [0x29, ...Array<number>(20_000).fill(0x85), 0x4e, 0x93], /names \[\[\[\[…\]/],
    ['a mark as a key', [0x7d, 0x28, 0x4e, 0x73, 0x2e], /a mark for a value/],
    ['a mark as the whole', [0x28, 0x2e], /a mark for a value/],
    [
      'a key of 20,000 tuples',
      [0x7d, 0x29, ...Array<number>(20_000).fill(0x85), 0x4e, 0x73, 0x2e],
      /no dictionary 'x', but \[\[\[\[…\]/,
    ],
  ])('refuses %s by a short message', (_, pickle, message) => {
    expect(() => parseTorchCheckpoint(zip('a/data.pkl', Uint8Array.from(pickle)), { key: 'x' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_CHECKPOINT',
        message: expect.stringMatching(new RegExp(`^(?=.*${message.source}).{1,600}$`)) as string,
      }),
    );
  });

  it('refuses every truncation, and damage ends in one of its errors', () => {
    const whole = file('plain');
    for (let length = 0; length < whole.length; length += 37) {
      expect(() => parseTorchCheckpoint(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'INVALID_CHECKPOINT' }),
      );
    }
    const codes = ['INVALID_CHECKPOINT', 'UNSAFE_PICKLE', 'UNSUPPORTED_DTYPE'];
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const damaged = whole.slice();
        damaged[at] = value;
        try {
          for (const tensor of parseTorchCheckpoint(damaged).values()) tensor.read();
        } catch (error) {
          expect(codes).toContain((error as { code: string }).code);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

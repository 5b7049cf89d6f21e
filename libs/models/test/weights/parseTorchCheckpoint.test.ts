import { readFileSync } from 'node:fs';
import { parseTorchCheckpoint } from '@pneumo/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Kind = 'plain' | 'protocol4' | 'nested' | 'evil' | 'module' | 'legacy';
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/checkpoints.json', import.meta.url), 'utf8'),
) as Record<Kind, string> & { values: Record<string, { shape: number[]; values: number[] }> };
const file = (kind: Kind): Uint8Array => new Uint8Array(Buffer.from(fixture[kind], 'base64'));

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
      /no dictionary 'ema', but state_dict/,
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

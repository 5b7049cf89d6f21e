import { readFileSync } from 'node:fs';
import {
  createModel,
  formatSafetensors,
  loadWeights,
  parseSafetensors,
  weightsToSafetensors,
} from '@pneumo/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { randomiseWeights, weightValues } from '../tinyCnn.ts';

interface Fixture {
  base64: string;
  tensors: Record<string, { dtype: string; shape: number[]; values: number[] }>;
  /** Floats and how PyTorch rounds them to half precision and bfloat16. */
  rounding: { values: number[]; F16: number[]; BF16: number[] };
}
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/safetensors.json', import.meta.url), 'utf8'),
) as Fixture;
const file = (): Uint8Array => new Uint8Array(Buffer.from(fixture.base64, 'base64'));

function forge(header: unknown, data = new Uint8Array(8), length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new TextEncoder().encode(text);
  const made = new Uint8Array(8 + bytes.length + data.length);
  new DataView(made.buffer).setBigUint64(0, length ?? BigInt(bytes.length), true);
  made.set(bytes, 8);
  made.set(data, 8 + bytes.length);
  return made;
}
const tensor = (begin: number, end: number, shape = [(end - begin) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('parseSafetensors', () => {
  it("reads F32, F16, BF16 and F64 of a file that Python's safetensors wrote", () => {
    const { tensors, metadata } = parseSafetensors(file());
    expect(metadata).toEqual({ format: 'pt', note: 'Grüße' });
    expect([...tensors.keys()].sort()).toEqual(Object.keys(fixture.tensors).sort());
    for (const [name, { dtype, shape, values }] of Object.entries(fixture.tensors)) {
      expect(tensors.get(name)).toMatchObject({ dtype, shape });
      if (dtype === 'I64') expect(() => tensors.get(name)!.read()).toThrow(/numbers of type I64/);
      else expect([...tensors.get(name)!.read()], name).toEqual(values);
    }
  });

  it("reads numbers at any place of Node's Buffer", () => {
    const bytes = forge({ a: tensor(0, 8) });
    new DataView(bytes.buffer, bytes.length - 8).setFloat32(4, 1.5, true);
    for (let offset = 0; offset < 4; offset++) {
      const buffer = Buffer.alloc(bytes.length + 4);
      buffer.set(bytes, offset);
      const { tensors } = parseSafetensors(buffer.subarray(offset, offset + bytes.length));
      expect(Array.from(tensors.get('a')!.read())).toEqual([0, 1.5]);
    }
  });

  it.each([
    ['nothing', new Uint8Array(0), /0 bytes/],
    ['half a length', new Uint8Array(5), /5 bytes/],
    ['a header of 2^63 bytes', forge('{}', new Uint8Array(0), 2n ** 63n), /length is 9223372036854775808/],
    ['a header of more than 100 MB', forge('{}', new Uint8Array(0), 100_000_001n), /length is 100000001/],
    ['a header longer than the file', forge('{}', new Uint8Array(0), 50n), /ends at byte 58/],
    ['no JSON', forge('{"a":'), /not JSON/],
    ['a list', forge('[]'), /no object/],
    ['an unknown type', forge({ a: tensor(0, 8, [2], 'F31') }), /the type "F31"/],
    ['a type of Object.prototype', forge({ a: tensor(0, 8, [2], 'constructor') }), /the type "constructor"/],
    ['a negative size', forge({ a: tensor(0, 8, [-2]) }), /the shape \[-2\]/],
    ['a fractional size', forge({ a: tensor(0, 8, [0.5]) }), /the shape/],
    ['a size beyond the numbers', forge({ a: tensor(0, 8, [2 ** 60]) }), /the shape/],
    ['a product beyond the numbers', forge({ a: tensor(0, 8, [2 ** 50, 2 ** 50]) }), /takes 5\.07/],
    ['offsets behind the end', forge({ a: tensor(0, 12) }), /the offsets \[0,12\] within 8/],
    ['offsets that go backwards', forge({ a: tensor(8, 4, [1]) }), /the offsets \[8,4\]/],
    ['overlapping tensors', forge({ a: tensor(0, 8), b: tensor(4, 8) }), /b begins at byte 4 .* ends at 8/],
    ['a gap', forge({ b: tensor(4, 8) }), /b begins at byte 4 .* ends at 0/],
    ['bytes behind the last tensor', forge({ a: tensor(0, 4) }), /end at byte 4 of 8/],
    ['a shape that needs other bytes', forge({ a: tensor(0, 8, [3]) }), /takes 12 bytes and has 8/],
    ['metadata that is no text', forge({ __metadata__: { a: 1 }, a: tensor(0, 8) }), /__metadata__/],
    ['no object for a tensor', forge({ a: null }), /the type undefined/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseSafetensors(bytes)).toThrow(
      expect.objectContaining({
        code: 'INVALID_SAFETENSORS',
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it('refuses every truncation, and never fails otherwise when a byte of the header changes', () => {
    const whole = file();
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => parseSafetensors(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'INVALID_SAFETENSORS' }),
      );
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const damaged = whole.slice();
        damaged[at] = value;
        try {
          for (const each of parseSafetensors(damaged).tensors.values())
            if (each.dtype !== 'I64') each.read();
        } catch (error) {
          expect(['INVALID_SAFETENSORS', 'UNSUPPORTED_DTYPE']).toContain((error as { code: string }).code);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});

describe('formatSafetensors', () => {
  it('gives back what it is given, for any names, shapes and numbers', () => {
    const weights = fc
      .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 12 })
      .map((values) => ({
        shape: [values.length],
        values: Float32Array.from(values),
      }));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), weights, { maxKeys: 5 }), (tensors) => {
        const entries = Object.entries(tensors).filter(([name]) => name !== '__metadata__');
        const read = parseSafetensors(formatSafetensors(new Map(entries))).tensors;
        expect([...read.keys()].sort()).toEqual(entries.map(([name]) => name).sort());
        for (const [name, { values }] of entries) expect(read.get(name)!.read()).toEqual(values);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it.each(['F16', 'BF16'] as const)('rounds to %s as PyTorch does', (dtype) => {
    const { rounding } = fixture;
    const values = Float32Array.from(rounding.values);
    const bytes = formatSafetensors(new Map([['x', { shape: [values.length], values }]]), { dtype });
    expect([...parseSafetensors(bytes).tensors.get('x')!.read()]).toEqual(rounding[dtype]);
  });

  it('refuses numbers that do not fill the shape or that half precision cannot hold', () => {
    const one = (shape: number[], value: number) =>
      new Map([['x', { shape, values: Float32Array.of(value) }]]);
    expect(() => formatSafetensors(one([2], 1))).toThrow(/has 1 numbers; expected 2/);
    expect(() => formatSafetensors(one([1], 70000), { dtype: 'F16' })).toThrow(/holds 70000 at index 0/);
  });

  it.each([NaN, Infinity])('refuses %s by the name of the tensor', (value) => {
    const tensors = new Map([['fc.bias', { shape: [2], values: Float32Array.of(0, value) }]]);
    expect(() => formatSafetensors(tensors)).toThrow(
      expect.objectContaining({
        code: 'NON_FINITE_WEIGHTS',
        message: expect.stringContaining(`fc.bias is ${value} at index 1`) as string,
      }),
    );
  });
});

describe('loadWeights', () => {
  const config = { inputSize: 32, channels: 1, filters: [3, 4], dense: [5] };
  const bytesOf = async (change: (all: Map<string, { shape: number[]; values: Float32Array }>) => void) => {
    const model = createModel('cnn', config);
    const { tensors } = parseSafetensors(await weightsToSafetensors(model, { name: 'cnn' }));
    const all = new Map([...tensors].map(([name, t]) => [name, { shape: [...t.shape], values: t.read() }]));
    change(all);
    return parseSafetensors(formatSafetensors(all)).tensors;
  };

  it('takes back what was written, of every architecture', async () => {
    for (const [name, settings] of [
      ['cnn', config],
      ['mobilenet_v2', { inputSize: 32, head: 'study' }],
      ['tf_efficientnet_lite0', { inputSize: 32 }],
    ] as const) {
      const model = createModel(name, settings);
      if (name === 'cnn') randomiseWeights(model);
      const written = await weightsToSafetensors(model, { name });
      const other = createModel(name, { ...settings, seed: 2 });
      loadWeights(other, { name }, parseSafetensors(written).tensors);
      expect(Buffer.compare(await weightsToSafetensors(other, { name }), written)).toBe(0);
      model.dispose();
      other.dispose();
    }
  });

  it('refuses three channels of different means for a grey cnn, which has no layer of ones', async () => {
    const colour = createModel('cnn', { ...config, channels: 3 });
    const { tensors } = parseSafetensors(await weightsToSafetensors(colour, { name: 'cnn' }));
    const model = createModel('cnn', { ...config, seed: 5 });
    const before = weightValues(model);
    expect(() => loadWeights(model, { name: 'cnn' }, tensors)).toThrow(
      expect.objectContaining({
        code: 'WEIGHTS_MISMATCH',
        message: expect.stringMatching(/block1_conv1\.weight .* channels: 3/) as string,
      }),
    );
    expect(weightValues(model)).toEqual(before);
  });

  it('names what is missing, unknown and of another shape, and changes nothing', async () => {
    const source = await bytesOf((all) => {
      all.delete('block1_bn1.running_mean');
      all.set('block9.weight', { shape: [1], values: Float32Array.of(1) });
      all.set('logit.weight', { shape: [2, 5], values: new Float32Array(10) });
    });
    const model = createModel('cnn', { ...config, seed: 5 });
    const before = weightValues(model);
    expect(() => loadWeights(model, { name: 'cnn' }, source)).toThrow(
      /missing: block1_bn1\.running_mean; unknown: block9\.weight; of another shape: logit\.weight \[2, 5\] instead of \[1, 5\]/,
    );
    expect(weightValues(model)).toEqual(before);
    const { kept, ignored } = loadWeights(
      model,
      { name: 'cnn' },
      await bytesOf((all) => void all.set('logit.weight', { shape: [2, 5], values: new Float32Array(10) })),
      { classifier: 'keep' },
    );
    expect(kept).toEqual(['logit.weight', 'logit.bias']);
    expect(ignored).toEqual(['logit.bias', 'logit.weight']);
  });

  it('names the weight that is NaN, and changes nothing', async () => {
    const read = () => Float32Array.of(0, 0, NaN, 0, 0);
    const source = new Map(await bytesOf(() => {})).set('dense1.bias', { shape: [5], dtype: 'F32', read });
    const model = createModel('cnn', { ...config, seed: 5 });
    const before = weightValues(model);
    expect(() => loadWeights(model, { name: 'cnn' }, source)).toThrow(/dense1\.bias is NaN at index 2/);
    expect(weightValues(model)).toEqual(before);
  });

  it('refuses two tensors that would be one, by both names', async () => {
    const read = () => Float32Array.of(1);
    const twin = { shape: [1], dtype: 'F32', read };
    const source = new Map(await bytesOf(() => {})).set('module.logit.bias', twin);
    expect(() =>
      loadWeights(createModel('cnn', config), { name: 'cnn' }, source, { prefix: 'module.' }),
    ).toThrow(
      expect.objectContaining({
        code: 'WEIGHTS_MISMATCH',
        message: expect.stringMatching(/both logit\.bias and module\.logit\.bias for logit\.bias/) as string,
      }),
    );
    const names = ['features.18.1.bias', 'bn2.bias'];
    const mobile = createModel('mobilenet_v2', { inputSize: 32 }, { weights: 'zeros' });
    expect(() =>
      loadWeights(mobile, { name: 'mobilenet_v2' }, new Map(names.map((name) => [name, twin]))),
    ).toThrow(/both features\.18\.1\.bias and bn2\.bias for features\.18\.1\.bias/);
  });

  it('takes a prefix away and ignores counters of batches', async () => {
    const source = await bytesOf((all) => {
      for (const [name, value] of [...all]) {
        all.delete(name);
        all.set(`module.${name}`, value);
      }
      all.set('module.block1_bn1.num_batches_tracked', { shape: [], values: Float32Array.of(7) });
    });
    const { ignored } = loadWeights(createModel('cnn', config), { name: 'cnn' }, source, {
      prefix: 'module.',
    });
    expect(ignored).toEqual(['block1_bn1.num_batches_tracked']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
import { float, OnnxModelBuilder } from '../../src/onnx/OnnxModelBuilder.ts';
import { ProtoWriter } from '../../src/onnx/ProtoWriter.ts';

describe('ProtoWriter', () => {
  it('writes the examples of the protobuf encoding guide', () => {
    expect([...new ProtoWriter().int(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new ProtoWriter().string(2, 'testing').finish()]).toEqual([
      0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
    ]);
    expect([...new ProtoWriter().bytes(3, new ProtoWriter().int(1, 150).finish()).finish()]).toEqual([
      0x1a, 0x03, 0x08, 0x96, 0x01,
    ]);
  });

  it('writes -1 as ten bytes', () => {
    expect([...new ProtoWriter().int(1, -1).finish()]).toEqual([0x08, ...Array<number>(9).fill(0xff), 0x01]);
  });

  it('writes whole numbers that a varint reader gets back', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = new ProtoWriter().int(1, value).finish().subarray(1);
        const read = bytes.reduce((sum, byte, index) => sum | (BigInt(byte & 0x7f) << BigInt(7 * index)), 0n);
        expect(Number(BigInt.asIntN(64, read))).toBe(value);
      }),
      { seed: 1 },
    );
  });

  it('writes floats as 32 bits', () => {
    expect([...new ProtoWriter().float(2, 1.5).finish()]).toEqual([0x15, 0x00, 0x00, 0xc0, 0x3f]);
  });
});

describe('OnnxModelBuilder', () => {
  it('builds a model that ONNX Runtime runs: attributes, constants, several outputs', () => {
    const builder = new OnnxModelBuilder();
    builder.input('x', 'float32', [2, 3]);
    const slope = builder.node('LeakyRelu', ['x'], { alpha: float(0.5) })[0]!;
    const two = builder.constant({
      type: 'float32',
      shape: [],
      bytes: new Uint8Array(Float32Array.of(2).buffer),
    });
    builder.node('Mul', [slope, two], {}, ['y']);
    builder.node('Transpose', ['y'], { perm: [1, 0] }, ['z']);
    builder.output('y', 'float32', [2, 3]);
    builder.output('z', 'float32', [3, 2]);
    const session = nodeRuntime().compile(builder.finish(), {
      threads: 1,
      optimization: 'basic',
      arena: true,
    });
    const data = Float32Array.of(-1, 2, -3, 4, -5, 6);
    const [y, z] = session.run(new Map([['x', { dtype: 'float32', shape: [2, 3], data }]]), ['y', 'z']);
    session.release();
    expect([...y!]).toEqual([-1, 4, -3, 8, -5, 12]);
    expect([...z!]).toEqual([-1, 8, 4, -5, -3, 12]);
  });

  it('stores equal small constants once', () => {
    const builder = new OnnxModelBuilder();
    const one = (): string =>
      builder.constant({ type: 'float32', shape: [], bytes: new Uint8Array(Float32Array.of(1).buffer) });
    expect(one()).toBe(one());
  });
});

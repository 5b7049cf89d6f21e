import { describe, it } from 'vitest';
import { expectSame, integers, SPECIAL, tf, uniform } from '../helpers/backends.ts';

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const ARITHMETIC: Readonly<Record<string, Binary>> = {
  Add: tf.add,
  Sub: tf.sub,
  Multiply: tf.mul,
  RealDiv: tf.div,
  FloorDiv: tf.floorDiv,
  Maximum: tf.maximum,
  Minimum: tf.minimum,
  Mod: tf.mod,
  Pow: (a, b) => tf.pow(tf.abs(a), b),
  SquaredDifference: tf.squaredDifference,
  Atan2: tf.atan2,
  Prelu: tf.prelu,
};

const COMPARISONS: Readonly<Record<string, Binary>> = {
  Equal: tf.equal,
  NotEqual: tf.notEqual,
  Greater: tf.greater,
  GreaterEqual: tf.greaterEqual,
  Less: tf.less,
  LessEqual: tf.lessEqual,
};

const SHAPES: [number[], number[]][] = [
  [[], []],
  [[3], []],
  [[2, 3], [3]],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[2, 3, 4, 5], [5]],
  [
    [2, 3, 4, 5],
    [2, 1, 1, 5],
  ],
  [
    [2, 3, 4, 5],
    [2, 3, 4, 5],
  ],
  [[0, 3], [3]],
];

describe.each(Object.entries({ ...ARITHMETIC, ...COMPARISONS }))('%s', (name, f) => {
  it.each(SHAPES)('broadcasts %j and %j as the cpu backend does', async (a, b) => {
    await expectSame(() => f(uniform(`${name}a`, a, 0.2, 3), uniform(`${name}b`, b, 0.2, 3)));
  });

  it('equals the cpu backend for every pair of special values', async () => {
    const n = SPECIAL.length;
    await expectSame(() => f(tf.tensor2d(SPECIAL, [n, 1]), tf.tensor2d(SPECIAL, [1, n])));
  });

  it('equals the cpu backend for int32', async () => {
    await expectSame(() => f(integers(`${name}a`, [4, 5], -7, 8), integers(`${name}b`, [5], 1, 6)));
  });
});

describe.each(Object.entries(ARITHMETIC))('gradient of %s', (name, f) => {
  it.each([
    [
      [3, 4],
      [3, 4],
    ],
    [[2, 3, 4, 5], [5]],
    [
      [3, 4],
      [3, 1],
    ],
  ])('equals the cpu backend for shapes %j and %j', async (a, b) => {
    // Core's gradients of these do not sum over broadcast axes.
    if (['Maximum', 'Minimum', 'SquaredDifference', 'Mod', 'Prelu'].includes(name) && a.join() !== b.join())
      return;
    await expectSame(() => tf.grads(f)([uniform(`${name}a`, a, 0.2, 3), uniform(`${name}b`, b, 0.2, 3)]));
  });
});

describe('logical operations', () => {
  it.each([
    ['LogicalAnd', tf.logicalAnd],
    ['LogicalOr', tf.logicalOr],
    ['LogicalXor', tf.logicalXor],
  ])('%s equals the cpu backend', async (_, f) => {
    await expectSame(() => f(tf.tensor1d([1, 1, 0, 0], 'bool'), tf.tensor1d([1, 0, 1, 0], 'bool')));
  });
});

describe('AddN', () => {
  it('adds from left to right', async () => {
    await expectSame(() => tf.addN([uniform('n1', [3, 4]), uniform('n2', [3, 4]), uniform('n3', [3, 4])]));
  });
});

describe('mixed types', () => {
  it('are upcast as on the cpu backend', async () => {
    await expectSame(() => tf.add(integers('m', [3], -4, 4), uniform('m2', [3])));
    await expectSame(() => tf.mul(tf.tensor1d([1, 0, 1], 'bool'), integers('m3', [3], -4, 4)));
  });
});

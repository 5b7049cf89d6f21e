import { describe, it } from 'vitest';
import { expectSame, integers, SPECIAL, tf, uniform } from '../helpers/backends.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

const FUNCTIONS: Readonly<
  Record<string, { f: Unary; low?: number; high?: number; gradient?: boolean; special?: boolean }>
> = {
  Abs: { f: tf.abs },
  Acos: { f: tf.acos },
  Acosh: { f: tf.acosh, low: 1, high: 5 },
  Asin: { f: tf.asin },
  Asinh: { f: tf.asinh },
  Atan: { f: tf.atan },
  Atanh: { f: tf.atanh, low: -0.9, high: 0.9 },
  Ceil: { f: tf.ceil, low: -5, high: 5 },
  ClipByValue: { f: (x) => tf.clipByValue(x, -0.5, 0.25) },
  Cos: { f: tf.cos, low: -5, high: 5, special: false },
  Cosh: { f: tf.cosh, low: -5, high: 5 },
  Elu: { f: tf.elu },
  Erf: { f: tf.erf, low: -3, high: 3 },
  Exp: { f: tf.exp },
  Expm1: { f: tf.expm1 },
  Floor: { f: tf.floor, low: -5, high: 5 },
  IsFinite: { f: tf.isFinite, gradient: false },
  IsInf: { f: tf.isInf, gradient: false },
  IsNan: { f: tf.isNaN, gradient: false },
  LeakyRelu: { f: (x) => tf.leakyRelu(x, 0.1) },
  Log: { f: tf.log, low: 0.1, high: 5 },
  Log1p: { f: tf.log1p, low: -0.5, high: 5 },
  LogicalNot: { f: (x) => tf.logicalNot(tf.greater(x, 0)), gradient: false },
  Neg: { f: tf.neg },
  Reciprocal: { f: tf.reciprocal, low: 0.2, high: 3 },
  Relu: { f: tf.relu },
  Relu6: { f: tf.relu6, low: -2, high: 8 },
  Round: { f: tf.round, low: -5, high: 5 },
  Rsqrt: { f: tf.rsqrt, low: 0.1, high: 5 },
  Selu: { f: tf.selu },
  Sigmoid: { f: tf.sigmoid, low: -8, high: 8 },
  Sign: { f: tf.sign },
  Sin: { f: tf.sin, low: -5, high: 5, special: false },
  Sinh: { f: tf.sinh, low: -5, high: 5 },
  Softplus: { f: tf.softplus, low: -20, high: 20 },
  Sqrt: { f: tf.sqrt, low: 0.1, high: 5 },
  Square: { f: tf.square },
  Step: { f: (x) => tf.step(x, 0.3) },
  Tan: { f: tf.tan, special: false },
  Tanh: { f: tf.tanh, low: -3, high: 3 },
};

describe.each(Object.entries(FUNCTIONS))(
  '%s',
  (name, { f, low = -1, high = 1, gradient = true, special = true }) => {
    it.each([[[]], [[7]], [[2, 3]], [[2, 3, 4, 5]], [[0]], [[2, 0, 3]]])(
      'equals the cpu backend for shape %j',
      async (shape) => {
        await expectSame(() => f(uniform(name, shape, low, high)));
      },
    );

    if (gradient)
      it('has the gradient of the cpu backend', async () => {
        await expectSame(() => tf.grad((x) => tf.mul(f(x), tf.add(x, 2)))(uniform(name, [3, 5], low, high)));
      });

    if (special)
      it('equals the cpu backend for NaN, infinities, zeros and large values', async () => {
        await expectSame(() => f(tf.tensor1d(SPECIAL)));
      });
  },
);

describe('int32 inputs', () => {
  it.each(['Abs', 'Neg', 'Square', 'Relu', 'Sign', 'ClipByValue', 'Relu6', 'Round'])(
    '%s equals the cpu backend',
    async (name) => {
      await expectSame(() => FUNCTIONS[name]!.f(integers(name, [3, 4], -9, 9)));
    },
  );
});

describe('attributes that JSON has no word for', () => {
  it('do not make different operations look equal', async () => {
    const x = (): tf.Tensor => tf.tensor1d([-5, 0, 5]);
    await expectSame(() => tf.clipByValue(x(), Number.NEGATIVE_INFINITY, 1));
    await expectSame(() => tf.clipByValue(x(), 0.5, Number.POSITIVE_INFINITY));
    await expectSame(() => tf.leakyRelu(x(), Number.POSITIVE_INFINITY));
    await expectSame(() => tf.leakyRelu(x(), Number.NaN));
  });
});

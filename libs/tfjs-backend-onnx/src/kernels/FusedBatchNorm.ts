import { util } from '@tensorflow/tfjs-core';
import type { FusedBatchNormAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { batchNormOp } from '../lowerings/batchNorm.ts';
import { kernel } from './kernel.ts';

interface Inputs {
  x: TensorInfo;
  mean: TensorInfo;
  variance: TensorInfo;
  scale?: TensorInfo | null;
  offset?: TensorInfo | null;
}

/** FusedBatchNorm of TensorFlow.js, for statistics of one value a channel. */
export const fusedBatchNorm = kernel<Inputs, FusedBatchNormAttrs>(
  'FusedBatchNorm',
  {},
  ({ inputs, attrs, backend }) => {
    const { x, mean, variance, scale, offset } = inputs;
    const given = [mean, variance, scale, offset].filter(
      (info): info is TensorInfo => info !== null && info !== undefined,
    );
    const ranks = new Set(given.map(({ shape }) => shape.length));
    util.assert(
      ranks.size === 1,
      () => 'Batch normalization requires mean, variance, scale and offset of equal ranks.',
    );
    const channels = x.shape[x.shape.length - 1];
    if (given.some(({ shape }) => shape.length !== 1 || shape[0] !== channels)) return null;
    const node = {
      epsilon: attrs.varianceEpsilon ?? 0.001,
      scale: (scale ?? null) !== null,
      offset: (offset ?? null) !== null,
    };
    return backend.record(
      batchNormOp,
      [x, ...given].map((info) => backend.use(info)),
      node,
      x.shape,
      'float32',
    );
  },
);

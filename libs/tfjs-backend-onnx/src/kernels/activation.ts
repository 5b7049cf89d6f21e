import type { backend_util } from '@tensorflow/tfjs-core';
import type { Lowering } from '../graph/Lowering.ts';

/** The activation part of a fused kernel's attributes. */
export interface ActivationAttrs {
  /** Name of the activation, `linear` for none. */
  readonly activation: backend_util.Activation;
  /** Slope of leakyrelu. */
  readonly leakyreluAlpha: number;
}

/** Emits an activation; `alpha` are the weights of prelu in the layout of x. */
export function applyActivation(
  lowering: Lowering,
  x: string,
  { activation, leakyreluAlpha }: ActivationAttrs,
  alpha?: string,
): string {
  switch (activation) {
    case 'relu':
      return lowering.op('Relu', [x]);
    case 'relu6':
      return lowering.op('Clip', [x, lowering.scalar(0), lowering.scalar(6)]);
    case 'elu':
      return lowering.op('Elu', [x]);
    case 'sigmoid':
      return lowering.op('Sigmoid', [x]);
    case 'leakyrelu':
      return lowering.op('LeakyRelu', [x], { alpha: { float: leakyreluAlpha } });
    case 'prelu':
      return lowering.op('PRelu', [x, alpha!]);
    default:
      return x;
  }
}

import type { NetworkPlan } from '../plan/NetworkPlan.ts';
import type { BackboneConfig } from './backboneConfig.ts';

/** Epsilon of the batch normalisation in the study's head, PyTorch's default. */
const HEAD_EPSILON = 1e-5;

/**
 * The layers behind the averaged features. The study's head is PyTorch's `Sequential` of linear,
 * batch normalisation, ReLU, dropout, linear, ReLU, linear (and the sigmoid, which we leave to the edge).
 *
 * @param linear - name of the published network's dense layer
 * @param module - name of the module that the study's head replaces
 */
export function planHead(
  plan: NetworkPlan,
  features: string,
  config: BackboneConfig,
  linear: string,
  module = linear,
): void {
  if (config.head === 'linear') {
    plan.dense(plan.dropout(features, `${module}.dropout`, config.dropout), linear, config.classes);
    return;
  }
  let x = plan.batchNorm(plan.dense(features, `${module}.0`, 512), `${module}.1`, HEAD_EPSILON);
  x = plan.dropout(plan.activation(x, 'relu', `${module}.2`), `${module}.3`, config.dropout);
  x = plan.activation(plan.dense(x, `${module}.4`, 128), 'relu', `${module}.5`);
  plan.dense(x, `${module}.6`, config.classes);
}

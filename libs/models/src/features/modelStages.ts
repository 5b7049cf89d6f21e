import { architectureOf } from '../architectures.ts';
import type { CnnConfig } from '../cnn/cnnConfig.ts';
import type { ContractArchitecture } from '../contract/dataContract.ts';
import type { Stage } from '../plan/NetworkPlan.ts';

/**
 * Where the feature maps of a network come out, from fine to coarse: the last layer of each stage.
 *
 * @param architecture - name and configuration, as in the model's contract
 * @returns each stage's name and the layer whose output it is
 * @throws PneumoError `UNKNOWN_MODEL`, `UNKNOWN_KEY` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * modelStages({ name: 'resnet50', config: {} }).at(-1); // { name: 'layer4', layer: 'layer4.2.relu3' }
 * ```
 */
export function modelStages({ name, config }: ContractArchitecture): Stage[] {
  const { plan, resolve } = architectureOf(name);
  const resolved = resolve(config);
  if (plan !== null) return plan(resolved).stages;
  const { filters, convsPerBlock } = resolved as CnnConfig;
  return filters.map((_, i) => ({ name: `block${i + 1}`, layer: `block${i + 1}_relu${convsPerBlock}` }));
}

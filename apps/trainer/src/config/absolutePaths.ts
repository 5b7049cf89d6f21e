import { formatPatientRule, parsePatientRule } from '@pneumo/data';
import { callerPath, type Context } from '../cli/context.ts';
import { boundAugment } from './augmentPolicy.ts';
import { isOnHub } from './hubWeights.ts';
import { PHANTOM, type TrainConfig } from './trainConfig.ts';

/**
 * Paths of a configuration do not depend on where pneumo is called: they are stored absolute. A file with an
 * augmentation policy is stored by what it says, weights of a hub by their address there.
 */
export function absolutePaths(context: Context, config: TrainConfig): TrainConfig {
  return {
    ...config,
    ...(config.data !== PHANTOM && { data: callerPath(context, config.data) }),
    patientRule: absolutePatientRule(context, config.patientRule),
    // Every other split is a rule.
    ...(config.split.endsWith('.json') && { split: callerPath(context, config.split) }),
    ...(!['off', 'run'].includes(config.tensorboard) && {
      tensorboard: callerPath(context, config.tensorboard),
    }),
    ...(config.masks !== 'none' && { masks: callerPath(context, config.masks) }),
    augment: boundAugment(config.augment, (path) => callerPath(context, path)),
    ...(config.weights !== 'random' &&
      !isOnHub(config.weights) && { weights: callerPath(context, config.weights) }),
  };
}

/**
 * A rule for patients whose list, if it names one, is found from everywhere.
 *
 * @throws PneumoError `INVALID_PATIENT_RULE`
 */
export function absolutePatientRule(context: Context, text: string): string {
  const rule = parsePatientRule(text);
  return rule.kind === 'column' ? formatPatientRule({ ...rule, file: callerPath(context, rule.file) }) : text;
}

import { createModel, setTrainable } from '@pneumo/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { baseContract, trainableRule } from './modelSettings.ts';
import { readWeights } from './readWeights.ts';

/**
 * The model that a run trains: built, given the weights that it begins with, and frozen as asked.
 *
 * @param config - the run's configuration
 * @param begun - no weights are read: a checkpoint brings them, or their values do not matter
 * @throws PneumoError `WEIGHTS_MISSING` when the file cannot be read, and what fetching, parsing and loading throw
 */
export async function buildModel(context: Context, config: TrainConfig, begun = false): Promise<LayersModel> {
  const { architecture } = baseContract(config);
  const rule = trainableRule(config);
  const begin = config.weights === 'random' || begun ? undefined : await readWeights(context, config.weights);
  const model = createModel(config.model, architecture.config);
  try {
    begin?.(model, architecture);
    if (config.model !== 'cnn')
      setTrainable(model, architecture, rule, { frozenStatistics: config.frozenStatistics });
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

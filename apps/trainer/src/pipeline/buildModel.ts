import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import {
  createModel,
  loadWeights,
  parseSafetensors,
  parseTorchCheckpoint,
  setTrainable,
  type WeightSource,
} from '@pneumo/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainConfig } from '../config/trainConfig.ts';
import { baseContract, trainableRule } from './modelSettings.ts';

/**
 * The model that a run trains: built, given the weights that it begins with, and frozen as asked.
 *
 * @param config - the run's configuration
 * @param begun - a checkpoint brings the weights, so none are read
 * @throws PneumoError `WEIGHTS_MISSING` when the file cannot be read, and what parsing and loading throw
 */
export async function buildModel(config: TrainConfig, begun = false): Promise<LayersModel> {
  const { architecture } = baseContract(config);
  const rule = trainableRule(config);
  const source = config.weights === 'random' || begun ? undefined : await readWeights(config.weights);
  const model = createModel(config.model, architecture.config);
  try {
    if (source !== undefined) loadWeights(model, architecture, source, { classifier: 'keep' });
    if (config.model !== 'cnn')
      setTrainable(model, architecture, rule, { frozenStatistics: config.frozenStatistics });
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

/** Tensors of a .safetensors file or a PyTorch checkpoint, by PyTorch's names. */
async function readWeights(path: string): Promise<WeightSource> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new PneumoError(
      'WEIGHTS_MISSING',
      `--weights ${path} cannot be read (${(cause as NodeJS.ErrnoException).code}); name a .safetensors, .pth or .pt file.`,
      { cause },
    );
  }
  return path.endsWith('.safetensors') ? parseSafetensors(bytes).tensors : parseTorchCheckpoint(bytes);
}

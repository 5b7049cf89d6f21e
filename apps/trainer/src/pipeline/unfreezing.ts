import { PneumoError } from '@pneumo/core';
import { gradualUnfreezing, parameterGroups, setTrainable } from '@pneumo/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainConfig } from '../config/trainConfig.ts';
import { baseContract, trainableRule } from './modelSettings.ts';

/**
 * What lets the stages of a model join one after another, epoch by epoch (from 0), up to those that `--trainable` names;
 * undefined where all of them learn from the start.
 */
export function unfreezingOf(config: TrainConfig, model: LayersModel): ((epoch: number) => void) | undefined {
  const { unfreezeEpochs, frozenStatistics } = config;
  if (unfreezeEpochs === 0) return undefined;
  const { architecture } = baseContract(config);
  const groups = parameterGroups(model, architecture);
  const most = setTrainable(model, architecture, trainableRule(config), { frozenStatistics }).length;
  return (epoch) => {
    const { lastTensors } = gradualUnfreezing(groups, epoch, unfreezeEpochs);
    setTrainable(model, architecture, { lastTensors: Math.min(lastTensors, most) }, { frozenStatistics });
  };
}

/**
 * Checks `--unfreeze-epochs` beside the other settings.
 *
 * @throws PneumoError `INVALID_CONFIG` where there is nothing that could join stage by stage
 */
export function checkUnfreezing({
  unfreezeEpochs,
  model,
  weights,
  trainable,
}: Pick<TrainConfig, 'unfreezeEpochs' | 'model' | 'weights' | 'trainable'>): void {
  if (unfreezeEpochs === 0) return;
  const why =
    model === 'cnn'
      ? 'the cnn has no stages'
      : weights === 'random'
        ? 'the weights are random; name trained ones by --weights=FILE'
        : trainable.startsWith('pattern:')
          ? `--trainable=${trainable} names no end of the network; expected all, last:N or from:MODULE`
          : undefined;
  if (why !== undefined)
    throw new PneumoError(
      'INVALID_CONFIG',
      `--unfreeze-epochs=${unfreezeEpochs} lets stages join, but ${why}.`,
    );
}

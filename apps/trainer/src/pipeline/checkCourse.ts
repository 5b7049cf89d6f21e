import { PneumoError } from '@pneumo/core';
import { RECIPES } from '../config/recipes.ts';
import type { PartialConfig, TrainConfig } from '../config/trainConfig.ts';
import { averageOf } from './trainingSettings.ts';

/**
 * Checks that an average of weights begins, and a warm-up ends, before the training does, and that the schedule takes a
 * warm-up that was asked for.
 *
 * @param config - the resolved configuration
 * @param file - what a configuration file gave; a warm-up as in the recipe is none that was asked for, since the
 *   config.json of a run holds every key
 * @param flags - what flags gave
 * @throws PneumoError `INVALID_CONFIG` naming the flags
 */
export function checkCourse(config: TrainConfig, file: PartialConfig, flags: PartialConfig): void {
  const { epochs, schedule, warmupEpochs } = config;
  const average = averageOf(config);
  if (average?.kind === 'swa' && average.startEpoch > epochs)
    throw invalid(
      `--average=${config.average} begins with epoch ${average.startEpoch}, but --epochs=${epochs} ends before; begin with one of its epochs, such as --average=swa:${Math.max(1, Math.ceil(epochs / 2))}.`,
    );
  if (schedule === 'one-cycle' || schedule === 'cyclic-cosine') {
    const usual = RECIPES[config.recipe]?.config.warmupEpochs;
    const asked = flags.warmupEpochs ?? (file.warmupEpochs === usual ? 0 : (file.warmupEpochs ?? 0));
    if (asked > 0)
      throw invalid(
        `--warmup-epochs=${asked} was given, but --schedule=${schedule} has a course of its own; leave the warm-up out, or take constant, cosine, step or plateau.`,
      );
  } else if (warmupEpochs >= epochs) {
    throw invalid(
      `--warmup-epochs=${warmupEpochs} is no less than --epochs=${epochs}, so that the learning rate would never reach --lr; give a part of the epochs.`,
    );
  }
}

function invalid(message: string): PneumoError {
  return new PneumoError('INVALID_CONFIG', message);
}

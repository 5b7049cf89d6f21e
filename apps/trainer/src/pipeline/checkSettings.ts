import type { TrainConfig } from '../config/trainConfig.ts';
import { trainableRule } from './modelSettings.ts';
import { cycleEpochs, mixOf } from './trainingSettings.ts';
import { checkUnfreezing } from './unfreezing.ts';

/**
 * Checks settings of a training beside each other, before anything is read or written.
 *
 * @throws PneumoError `INVALID_CONFIG` naming the two that do not go together
 */
export function checkSettings(config: TrainConfig): void {
  trainableRule(config);
  checkUnfreezing(config);
  mixOf(config);
  cycleEpochs(config);
}

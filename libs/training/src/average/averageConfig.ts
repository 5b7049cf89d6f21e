import { checkBoolean, checkInteger, checkNumber, checkOneOf, PneumoError } from '@pneumo/core';

/** An exponential moving average of the weights, taken after every step. */
export interface EmaConfig {
  /** Which average. */
  readonly kind: 'ema';
  /** Share of the old average that a step keeps, such as 0.999; 0 to below 1. The first step's weights begin it. */
  readonly decay: number;
  /** Keeps at most (1 + t) / (10 + t) at the update t, from 0, so that a short training forgets its start; false by default. */
  readonly warmUp?: boolean;
  /** Whether validation, the best epoch and the final weights are the average's; false by default. */
  readonly validate?: boolean;
}

/** The mean of the weights at the ends of epochs (Izmailov et al., 2018, arXiv:1803.05407). */
export interface SwaConfig {
  /** Which average. */
  readonly kind: 'swa';
  /** The first epoch whose weights are taken, from 1. */
  readonly startEpoch: number;
  /** Takes every so manieth epoch from then on, 1 by default. */
  readonly everyEpochs?: number;
  /**
   * Whether validation, the best epoch and the final weights are the average's once there is one; false by
   * default. Each such epoch passes its training batches once more, for the statistics of batch normalisation.
   */
  readonly validate?: boolean;
}

/** An average of weights as plain JSON; it is stored with each checkpoint. */
export type AverageConfig = EmaConfig | SwaConfig;

const fields: Record<AverageConfig['kind'], readonly string[]> = {
  ema: ['kind', 'decay', 'warmUp', 'validate'],
  swa: ['kind', 'startEpoch', 'everyEpochs', 'validate'],
};

/**
 * Checks the configuration of an average, also one that came from a JSON file.
 *
 * @throws PneumoError `INVALID_ARGUMENT` naming the field, what came and what is allowed
 */
export function checkAverageConfig(average: AverageConfig): void {
  const kind = checkOneOf('average.kind', (average as AverageConfig | null)?.kind, ['ema', 'swa']);
  const unknown = Object.keys(average).find((key) => !fields[kind].includes(key));
  if (unknown !== undefined) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `average has the field '${unknown}', which '${kind}' does not know; expected ${fields[kind].join(', ')}.`,
    );
  }
  if (average.validate !== undefined) checkBoolean('average.validate', average.validate);
  if (average.kind === 'ema') {
    checkNumber('average.decay', average.decay, { min: 0, max: 1 - 2 ** -24 });
    if (average.warmUp !== undefined) checkBoolean('average.warmUp', average.warmUp);
  } else {
    checkInteger('average.startEpoch', average.startEpoch, { min: 1 });
    if (average.everyEpochs !== undefined)
      checkInteger('average.everyEpochs', average.everyEpochs, { min: 1 });
  }
}

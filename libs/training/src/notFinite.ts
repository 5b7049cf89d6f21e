import { PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import type { FitState } from './checkpoint/checkpoint.ts';

/** The error for a step whose loss or gradient is NaN or infinite: where, and with which images. */
export function notFinite(loss: number, gradientNorm: number, batch: Batch, state: FitState): PneumoError {
  const place = `epoch ${state.epoch + 1}, batch ${state.batch + 1} (step ${state.step + 1})`;
  const what = Number.isFinite(loss) ? `The norm of the gradients is ${gradientNorm}` : `The loss is ${loss}`;
  return new PneumoError(
    'LOSS_NOT_FINITE',
    `${what} in ${place}, for the images ${batch.ids.slice(0, 8).join(', ')}${batch.ids.length > 8 ? `, and ${batch.ids.length - 8} more` : ''}. Look at these images, lower the learning rate or clip the gradients; the last checkpoint is from before this step.`,
    {
      details: {
        loss,
        gradientNorm,
        epoch: state.epoch + 1,
        batch: state.batch + 1,
        step: state.step + 1,
        ids: batch.ids,
      },
    },
  );
}

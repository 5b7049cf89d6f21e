import { PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import type { FitState } from './checkpoint/checkpoint.ts';
import { type CheckpointPlace, describeLastCheckpoint } from './checkpoint/checkpointPlace.ts';

/** The error for a step whose loss or gradient is NaN or infinite: where, with which images, and where one can go back to. */
export function notFinite(
  { loss, gradientNorm }: { loss: number; gradientNorm: number },
  { ids }: Batch,
  state: FitState,
  lastCheckpoint: CheckpointPlace | null,
): PneumoError {
  const [epoch, batch, step] = [state.epoch + 1, state.batch + 1, state.step + 1];
  const what = Number.isFinite(loss) ? `The norm of the gradients is ${gradientNorm}` : `The loss is ${loss}`;
  return new PneumoError(
    'LOSS_NOT_FINITE',
    `${what} in epoch ${epoch}, batch ${batch} (step ${step}), for the images ${ids.join(', ')}. Look at these images, lower the learning rate or clip the gradients. ${describeLastCheckpoint(lastCheckpoint)}`,
    { details: { loss, gradientNorm, epoch, batch, step, ids, lastCheckpoint } },
  );
}

import { isPneumoError, PneumoError } from '@pneumo/core';

/**
 * Asks a model about images that have names; where it answers with no number, the error names the image, not its
 * place in a batch that nobody sees.
 *
 * @param names - the images' names, in the order in which the model is asked
 * @param predict - asks the model
 * @returns its answer
 * @throws PneumoError what `predict` throws, `NON_FINITE_LOGITS` with the name
 */
export async function nameBadLogit<T>(names: readonly string[], predict: () => Promise<T>): Promise<T> {
  try {
    return await predict();
  } catch (error) {
    if (!isPneumoError(error, 'NON_FINITE_LOGITS')) throw error;
    const name = names[error.details.index as number];
    throw new PneumoError(
      'NON_FINITE_LOGITS',
      `The model answers with no finite number to ${name}: its weights or the image hold NaN or numbers too large. Look at the image, or take another model.`,
      { cause: error, details: { ...error.details, name } },
    );
  }
}

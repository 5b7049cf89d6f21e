import { PneumoError, cutText } from '@pneumo/core';

/** The error of everything that does not hold in a file of Keras. */
export function invalidKerasFile(what: string, cause?: unknown): PneumoError {
  return new PneumoError(
    'INVALID_KERAS_FILE',
    `This is no Keras file that can be read: ${cutText(what, 300)}. Expected what model.save('….keras'), ` +
      "model.save('….h5'), model.save_weights or tensorflowjs_converter writes; get the file again, or save the model anew.",
    { cause },
  );
}

import { PneumoError, cutText } from '@pneumo/core';

/** The error of two things of a file that would be one in the model, of which one would be lost. */
export function twice(first: string, second: string, name: string): PneumoError {
  const [a, b, c] = [first, second, name].map((each) => cutText(each));
  return new PneumoError(
    'WEIGHTS_MISMATCH',
    `The file has both ${a} and ${b} for ${c}; expected one model's weights. Take one of the two out of the file.`,
    { details: { names: [first, second], name } },
  );
}

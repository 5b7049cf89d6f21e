import { isPneumoError, type PneumoError } from '@pneumo/core';

/** The PneumoError that a function or a promise fails with. */
export async function errorOf(run: (() => unknown) | Promise<unknown>): Promise<PneumoError> {
  try {
    await (typeof run === 'function' ? run() : run);
  } catch (error) {
    if (isPneumoError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

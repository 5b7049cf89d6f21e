import { isPneumoError } from '@pneumo/core';
import { json, RUN_FILES, type RunFolder } from './runFolder.ts';

/**
 * Where a training stopped because it has diverged, keeps in its run folder where that was, with all images concerned
 * and the last checkpoint; other errors leave nothing.
 */
export async function recordNotFinite(run: RunFolder, error: unknown): Promise<void> {
  if (!isPneumoError(error, 'LOSS_NOT_FINITE') && !isPneumoError(error, 'METRIC_NOT_FINITE')) return;
  const { code, message, details } = error;
  await run.write(RUN_FILES.notFinite, json({ code, message, ...details }));
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { parseSplit } from '@pneumo/data';
import { parseJson, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import type { RunMetrics } from './judge.ts';

/**
 * The figures of a run that has ended.
 *
 * @throws PneumoError `NOT_JUDGED` where it has not
 */
export async function readMetrics(run: RunFolder): Promise<RunMetrics> {
  const source = run.file(RUN_FILES.metrics);
  if (!existsSync(source)) {
    throw new PneumoError(
      'NOT_JUDGED',
      `The run in ${run.path} has not ended; let it end first: pneumo train --resume=${run.path}`,
    );
  }
  return parseJson(await readFile(source, 'utf8'), source) as RunMetrics;
}

/**
 * Refuses a run whose split has no test images, so that nobody goes looking for its test set.
 *
 * @throws PneumoError `NO_DATA`
 */
export async function checkHasTestImages(run: RunFolder): Promise<void> {
  const source = run.file(RUN_FILES.split);
  if (!existsSync(source)) return;
  const { test } = await parseSplit(await readFile(source, 'utf8'), source);
  if (test.length > 0) return;
  throw new PneumoError(
    'NO_DATA',
    `The run in ${run.path} has no test images: its split holds none. Judge its validation images, or train on data with a test part.`,
  );
}

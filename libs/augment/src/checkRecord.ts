import { checkInteger } from '@pneumo/core';
import type { AugmentationRecord } from './augmentationRecord.ts';
import { checkCommon, checkKeys, checkLine } from './checkLines.ts';

/**
 * Checks a record that came from outside, such as a line of a log, before it is replayed.
 *
 * @param value - anything
 * @param name - what to call it in the message
 * @returns the record, unchanged
 * @throws PneumoError `INVALID_AUGMENTATION` naming the first field that is unknown, missing or out of
 *   bounds, or `INVALID_ARGUMENT` for a seed or epoch that is no whole number
 *
 * @example
 * ```ts
 * const record = drawAugmentation(studyPolicy, { seed: 1, epoch: 0, id: 'a' });
 * checkRecord(JSON.parse(JSON.stringify(record))).id; // 'a'
 * ```
 */
export function checkRecord(value: unknown, name = 'record'): AugmentationRecord {
  checkKeys(name, value, ['version', 'seed', 'epoch', 'id', 'fill', 'operations'], ['interpolation']);
  const record = value as AugmentationRecord;
  checkInteger(`${name}.seed`, record.seed, { min: 0 });
  checkInteger(`${name}.epoch`, record.epoch, { min: 0 });
  checkCommon(name, value as Record<string, unknown>);
  record.operations.forEach((line, index) => checkLine(`${name}.operations[${index}]`, line, 'record'));
  return record;
}

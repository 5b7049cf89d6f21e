import { checkNumber, checkProbability, formatCsv, PneumoError } from '@pneumo/core';
import type { Prediction } from './prediction.ts';

/** The columns that every predictions table has, in their order. */
export const predictionColumns = [
  'id',
  'patient',
  'label',
  'logit',
  'probability',
  'model',
  'split',
] as const;

/**
 * Writes predictions as a CSV table: the columns `id, patient, label, logit, probability, model,
 * split`, then every further column that a row has, in order of first appearance. Numbers are
 * written so that {@link parsePredictions} reads the same bits back.
 *
 * @param predictions - the rows, kept in order
 * @returns the table
 * @throws PneumoError `INVALID_ARGUMENT` where a number is not finite or a further column has the
 *   name of a fixed one
 *
 * @example
 * ```ts
 * formatPredictions([{ id: 'a', patient: 'p1', label: 1, logit: 0, probability: 0.5, model: 'cnn', split: 'test' }]); // 'id,patient,label,logit,probability,model,split\na,p1,1,0,0.5,cnn,test\n'
 * ```
 */
export function formatPredictions(predictions: readonly Prediction[]): string {
  const extra = new Set<string>();
  for (const { columns } of predictions) for (const name of Object.keys(columns ?? {})) extra.add(name);
  const clash = predictionColumns.find((name) => extra.has(name));
  if (clash !== undefined) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `A prediction has a further column '${clash}', which is a fixed column of the table; rename it.`,
    );
  }
  return formatCsv([...predictionColumns, ...extra], predictions.map(row));
}

function row(prediction: Prediction, index: number): Record<string, string | number | undefined> {
  const { id, patient, label, logit, probability, model, split, columns } = prediction;
  checkNumber(`predictions[${index}].logit`, logit);
  checkProbability(`predictions[${index}].probability`, probability);
  // fromEntries makes own properties of every name, '__proto__' too.
  return Object.fromEntries<string | number | undefined>([
    ...Object.entries(columns ?? {}),
    ['id', id],
    ['patient', patient],
    ['label', label],
    ['logit', Object.is(logit, -0) ? '-0' : logit],
    ['probability', probability],
    ['model', model],
    ['split', split],
  ]);
}

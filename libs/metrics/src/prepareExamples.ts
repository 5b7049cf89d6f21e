import { PneumoError } from '@pneumo/core';
import { checkLabelledProbabilities } from './checkLabelled.ts';
import type { Prediction } from './prediction.ts';
import { rankScores } from './rankedScores.ts';
import type { PreparedExamples } from './weightedMetrics.ts';

/**
 * Checks that rows can be judged together and sorts them once: labelled, of one model and split,
 * each id once, probabilities from 0 to 1.
 *
 * @param predictions - the rows
 * @param threshold - probabilities of at least this value are called PNEUMONIA
 * @returns what every resample needs
 * @throws PneumoError `NO_DATA`, `LABEL_MISSING`, `MIXED_PREDICTIONS`, `DUPLICATE_ID` or `INVALID_ARGUMENT`
 */
export function prepareExamples(predictions: readonly Prediction[], threshold: number): PreparedExamples {
  const first = predictions[0];
  if (first === undefined) {
    throw new PneumoError('NO_DATA', 'There are no predictions to judge; expected at least one row.');
  }
  const unlabelled = predictions.filter((prediction) => prediction.label === undefined);
  if (unlabelled.length > 0) {
    throw new PneumoError(
      'LABEL_MISSING',
      `${unlabelled.length} of ${predictions.length} predictions have no label ('${unlabelled[0]!.id}' is the first); only labelled ones can be judged.`,
      { details: { ids: unlabelled.slice(0, 10).map(({ id }) => id) } },
    );
  }
  for (const word of ['model', 'split'] as const) {
    const other = predictions.find((prediction) => prediction[word] !== first[word]);
    if (other !== undefined) {
      throw new PneumoError(
        'MIXED_PREDICTIONS',
        `Predictions of ${word} '${first[word]}' and of ${word} '${other[word]}' came together; judge each alone.`,
        { details: { [word]: [first[word], other[word]] } },
      );
    }
  }
  const seen = new Set<string>();
  for (const { id } of predictions) {
    if (seen.has(id)) {
      throw new PneumoError(
        'DUPLICATE_ID',
        `The id '${id}' came twice; expected one prediction for each image.`,
        {
          details: { id },
        },
      );
    }
    seen.add(id);
  }
  const given = predictions.map((prediction) => prediction.label!);
  const probabilities = Float64Array.from(predictions, (prediction) => prediction.probability);
  checkLabelledProbabilities(given, probabilities);
  const labels = Uint8Array.from(given);
  return {
    labels,
    probabilities,
    called: Uint8Array.from(probabilities, (probability) => (probability >= threshold ? 1 : 0)),
    ranked: rankScores(labels, probabilities),
  };
}

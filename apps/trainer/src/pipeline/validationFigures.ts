import { PneumoError } from '@pneumo/core';
import { auroc, binaryMetrics, sigmoid } from '@pneumo/metrics';
import type { MonitorName } from '../config/monitors.ts';
import { type BatchPredictions, checkFinitePredictions, type ValidationContext } from '@pneumo/training';

/**
 * The figures of an epoch's validation: the loss, and every figure that is defined, decisions taken at 0.5. The one that is
 * monitored counts as 0 where it is not, such as the precision where nothing is called PNEUMONIA.
 *
 * @throws PneumoError `ONE_CLASS` when a class is missing; `METRIC_NOT_FINITE` when the model has diverged
 */
export function validationFigures(
  predictions: BatchPredictions,
  context: ValidationContext,
  monitor?: MonitorName,
): Record<string, number> {
  checkFinitePredictions(predictions, context);
  const { labels, logits, loss } = predictions;
  const { auroc: area, ...others } = binaryMetrics(labels, Float64Array.from(logits, sigmoid), 0.5);
  if (loss === undefined || area === null) {
    throw new PneumoError('ONE_CLASS', 'The validation part needs images of both classes.');
  }
  const defined = Object.entries(others).flatMap(([name, value]): [string, number][] => {
    const monitored = monitor === `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return value === null && !monitored ? [] : [[name, value ?? 0]];
  });
  // From logits, which do not tie where probabilities round to 1.
  return { loss, auroc: auroc(labels, logits)!, ...Object.fromEntries(defined) };
}

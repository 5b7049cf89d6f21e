import type { Comparison, MetricName } from '@pneumo/metrics';
import { formatMeasure } from './format.ts';

/** One figure of a comparison as a row: title, both sides, their difference with its interval. */
export function comparisonRow(title: string, { metrics }: Comparison, metric: MetricName): string[] {
  const { first, second, difference } = metrics[metric];
  return [
    title,
    formatMeasure({ value: first }),
    formatMeasure({ value: second }),
    formatMeasure(difference),
  ];
}

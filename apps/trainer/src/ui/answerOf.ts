import type { Comparison } from '@pneumo/metrics';

/** What the difference of the AUROC says, in words. */
export function answerOf({ metrics }: Comparison, [first, second]: readonly [string, string]): string {
  const { value, low, high } = metrics.auroc.difference;
  if (value === null || low === null || high === null)
    return 'The AUROCs cannot be compared: a class is missing.';
  const figures = `difference of the AUROC ${value.toFixed(3)}, 95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`;
  if (low > 0) return `${second} is better than ${first}: ${figures}.`;
  if (high < 0) return `${first} is better than ${second}: ${figures}.`;
  return `No difference is seen between ${first} and ${second}: ${figures}.`;
}

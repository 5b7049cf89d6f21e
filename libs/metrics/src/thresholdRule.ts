import { checkNumber, PneumoError } from '@pneumo/core';

/**
 * How a threshold is chosen on validation predictions:
 * `youden` maximises sensitivity + specificity − 1;
 * `sensitivity` takes the highest threshold whose sensitivity is at least `atLeast` (over 0, up to 1);
 * `fixed` takes `value` (0 to 1) as it is.
 */
export type ThresholdRule =
  | {
      /** Maximises sensitivity + specificity − 1. */
      readonly kind: 'youden';
    }
  | {
      /** Takes the highest threshold whose sensitivity is high enough. */
      readonly kind: 'sensitivity';
      /** The sensitivity asked for, over 0, up to 1. */
      readonly atLeast: number;
    }
  | {
      /** Takes a value as it is. */
      readonly kind: 'fixed';
      /** The threshold, 0 to 1. */
      readonly value: number;
    };

/**
 * Reads a threshold rule from a word, as a command line or configuration gives it.
 *
 * @param text - `youden`, `sensitivity:0.95` or a number from 0 to 1 such as `0.5`
 * @returns the rule
 * @throws PneumoError `INVALID_THRESHOLD_RULE` listing the forms
 *
 * @example
 * ```ts
 * parseThresholdRule('sensitivity:0.95'); // { kind: 'sensitivity', atLeast: 0.95 }
 * ```
 */
export function parseThresholdRule(text: string): ThresholdRule {
  if (text === 'youden') return { kind: 'youden' };
  const match = /^(sensitivity:)?(\d+(?:\.\d+)?|\.\d+)$/.exec(text);
  const value = Number(match?.[2]);
  if (match !== null && value <= 1) {
    if (match[1] === undefined) return { kind: 'fixed', value };
    if (value > 0) return { kind: 'sensitivity', atLeast: value };
  }
  throw new PneumoError(
    'INVALID_THRESHOLD_RULE',
    `The threshold rule is '${text}'; expected 'youden', 'sensitivity:0.95' (over 0, up to 1) or a number from 0 to 1 such as '0.5'.`,
    { details: { value: text } },
  );
}

/**
 * Says a threshold rule in words, for reports and logs.
 *
 * @param rule - any rule
 * @returns a phrase without a full stop
 *
 * @example
 * ```ts
 * describeThresholdRule({ kind: 'sensitivity', atLeast: 0.95 }); // 'the highest threshold with a sensitivity of at least 95 %'
 * ```
 */
export function describeThresholdRule(rule: ThresholdRule): string {
  switch (rule.kind) {
    case 'youden':
      return 'the greatest sum of sensitivity and specificity (Youden)';
    case 'sensitivity':
      return `the highest threshold with a sensitivity of at least ${Number((rule.atLeast * 100).toFixed(4))} %`;
    case 'fixed':
      return 'fixed beforehand';
  }
}

/**
 * Checks a rule that came from outside.
 *
 * @param rule - what came
 * @returns the rule
 * @throws PneumoError `INVALID_THRESHOLD_RULE` or `INVALID_ARGUMENT`
 */
export function checkThresholdRule(rule: ThresholdRule): ThresholdRule {
  const kind: string = rule.kind;
  if (rule.kind === 'sensitivity')
    checkNumber('rule.atLeast', rule.atLeast, { min: Number.MIN_VALUE, max: 1 });
  else if (rule.kind === 'fixed') checkNumber('rule.value', rule.value, { min: 0, max: 1 });
  else if (kind !== 'youden') {
    throw new PneumoError(
      'INVALID_THRESHOLD_RULE',
      `The threshold rule has kind '${kind}'; expected 'youden', 'sensitivity' or 'fixed'.`,
      { details: { kind } },
    );
  }
  return rule;
}

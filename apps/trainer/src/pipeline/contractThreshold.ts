import { type ChosenThreshold, describeThresholdRule } from '@pneumo/metrics';
import type { ContractThreshold } from '@pneumo/models';

/** The threshold as a saved model's contract has it. */
export function contractThreshold({ value, rule, chosenOn }: ChosenThreshold): ContractThreshold {
  return { value, rule: describeThresholdRule(rule), chosenOn };
}

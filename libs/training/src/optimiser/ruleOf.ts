import { adamRule } from './adam.ts';
import { lionRule } from './lion.ts';
import type { OptimiserConfig } from './optimiserConfig.ts';
import { rmspropRule } from './rmsprop.ts';
import { sgdRule } from './sgd.ts';
import type { UpdateRule } from './updateRule.ts';

/** The rule of an optimiser. */
export function ruleOf(config: OptimiserConfig): UpdateRule {
  switch (config.name) {
    case 'adam':
      return adamRule(config);
    case 'sgd':
      return sgdRule(config);
    case 'rmsprop':
      return rmspropRule(config);
    case 'lion':
      return lionRule(config);
  }
}

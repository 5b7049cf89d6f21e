import type { LazyValue } from './lazy.ts';
import type { PendingGraph } from './pendingGraph.ts';

/**
 * The inputs of a graph whose contents become constants of its model. For now none.
 */
export function constantInputs(_graph: PendingGraph): ReadonlySet<LazyValue> {
  return new Set();
}

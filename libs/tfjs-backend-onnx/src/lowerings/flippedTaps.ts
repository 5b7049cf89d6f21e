import type { Lowering } from '../graph/Lowering.ts';

/**
 * Taps of a filter [height, width, ...] in turned order, as gradients need them.
 *
 * @param filter - name of the filter
 * @param last - the tap to begin with; the last one by default
 * @param steps - how far apart they lie; 1 by default
 */
export function flippedTaps(
  lowering: Lowering,
  filter: string,
  last: readonly [number, number] = [-1, -1],
  steps: readonly [number, number] = [1, 1],
): string {
  return lowering.op('Slice', [
    filter,
    lowering.ints(last),
    lowering.ints([-1e9, -1e9]),
    lowering.ints([0, 1]),
    lowering.ints([-steps[0], -steps[1]]),
  ]);
}

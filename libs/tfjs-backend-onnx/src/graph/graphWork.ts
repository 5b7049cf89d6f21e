import type { PendingGraph } from './pendingGraph.ts';

/** Elements below which one thread is enough. */
const SMALL = 100_000;

/**
 * Whether a graph is so small that it should run on one thread. Counts the elements that the nodes
 * read and write; products of matrices and convolutions read many for each that they write, and count more.
 */
export function isSmall({ nodes }: PendingGraph): boolean {
  let work = 0;
  for (const { inputs, outputs } of nodes) {
    for (const { shape } of inputs) work += shape.reduce((product, size) => product * size, 1);
    for (const { shape } of outputs) work += shape.reduce((product, size) => product * size, 1);
    if (work > SMALL) return false;
  }
  return true;
}

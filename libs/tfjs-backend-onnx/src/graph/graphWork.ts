import type { PendingGraph } from './pendingGraph.ts';

/** Elements below which one thread is enough. */
const SMALL = 100_000;

/** Elements (4 bytes each) from which on the memory that a session keeps between runs matters. */
const LARGE = 16_000_000;

/** Whether the intermediate results of a graph take so much memory that a session should not keep it for nothing. */
export function isLarge({ nodes }: PendingGraph): boolean {
  let total = 0;
  for (const { outputs } of nodes)
    for (const { shape } of outputs) total += shape.reduce((product, size) => product * size, 1);
  return total > LARGE;
}

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

import { isPneumoError, PneumoError } from '@pneumo/core';
import type { RuntimeFailure } from '../runtime/OnnxRuntime.ts';
import { describeNode } from './describeNode.ts';
import type { LazyNode, LazyValue } from './lazy.ts';
import type { PendingGraph } from './pendingGraph.ts';

/** Does something with the runtime and says what it was about where that fails. */
export function guard<T>(graph: PendingGraph, verb: RuntimeFailure['verb'], action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw failed(graph, verb, cause);
  }
}

/** How ONNX Runtime says that memory is short; Tile has a limit of its own. */
const OUT_OF_MEMORY = /failed to allocate memory|bad_alloc|would require more than \d+ bytes|out of memory/i;

function sizeOf({ shape }: LazyValue): number {
  return shape.reduce((product, size) => product * size, 1);
}

function largestOutput(nodes: readonly LazyNode[]): LazyNode {
  return nodes.reduce((largest, node) =>
    sizeOf(node.outputs[0]!) > sizeOf(largest.outputs[0]!) ? node : largest,
  );
}

/** The error of a failed run with the kernels in it; a runtime that has ended says so itself. */
export function failed({ nodes }: PendingGraph, verb: RuntimeFailure['verb'], cause: unknown): PneumoError {
  if (isPneumoError(cause)) return cause;
  const shown = nodes.slice(-8).map(describeNode).join('; ');
  if (OUT_OF_MEMORY.test(String(cause))) {
    const largest = largestOutput(nodes);
    const gigabytes = ((4 * sizeOf(largest.outputs[0]!)) / 1e9).toPrecision(3);
    return new PneumoError(
      'OUT_OF_MEMORY',
      `There is not enough memory to ${verb} a graph of ${nodes.length} kernels. The largest result takes ${gigabytes} GB: ` +
        `${describeNode(largest)}. Use smaller batches or images, or the backend's memory: 'small'. (${String(cause)})`,
      { cause },
    );
  }
  return new PneumoError(
    'ONNX_RUNTIME_FAILED',
    `ONNX Runtime could not ${verb} a graph of ${nodes.length} kernels (the last: ${shown}): ${String(cause)}`,
    { cause },
  );
}

/** Whether a graph may be at fault, so that a part of it may still be computed; not where the runtime has ended. */
export function graphFailed(error: unknown): boolean {
  return isPneumoError(error) && ['ONNX_RUNTIME_FAILED', 'OUT_OF_MEMORY'].includes(error.code);
}

import type { LazyNode, LazyValue } from './lazy.ts';

/** The part of the lazy graph that one flush evaluates. */
export interface PendingGraph {
  /** The nodes that the outputs need, in order of recording. */
  readonly nodes: readonly LazyNode[];
  /** Values on the host that the nodes read, in order of first use. */
  readonly inputs: readonly LazyValue[];
  /** The wanted values, in order of recording. */
  readonly outputs: readonly LazyValue[];
  /** Structural hash: equal keys mean the same model. Contents of the inputs are no part of it. */
  readonly key: string;
}

/**
 * Collects the ancestors of the wanted values and describes their structure: signatures of the
 * nodes, wiring, types of the inputs, and which values are outputs.
 */
export function pendingGraph(wanted: Iterable<LazyValue>): PendingGraph {
  const outputs = [...wanted].sort((a, b) => a.id - b.id);
  const seen = new Set<LazyNode>();
  const stack: LazyNode[] = outputs.map((value) => value.node!);
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const input of node.inputs) if (input.node !== null && !seen.has(input.node)) stack.push(input.node);
  }
  const nodes = [...seen].sort((a, b) => a.id - b.id);
  const index = new Map<LazyValue, number>();
  const inputs: LazyValue[] = [];
  const parts: (string | number)[] = [];
  for (const node of nodes) {
    parts.push(node.signature);
    for (const input of node.inputs) {
      let position = index.get(input);
      if (position === undefined) {
        position = index.size;
        index.set(input, position);
        inputs.push(input);
        parts.push(`${input.dtype}[${input.shape.join()}]`);
      }
      parts.push(position);
    }
    for (const output of node.outputs) index.set(output, index.size);
  }
  parts.push('out');
  for (const output of outputs) parts.push(index.get(output)!);
  return { nodes, inputs, outputs, key: parts.join(' ') };
}

import type { LazyNode, LazyValue } from './lazy.ts';

/** The values themselves, and every value that those of them that are pending depend on. */
export function valuesRead(values: Iterable<LazyValue>): ReadonlySet<LazyValue> {
  const read = new Set<LazyValue>();
  const seen = new Set<LazyNode>();
  const stack = [...values];
  while (stack.length > 0) {
    const value = stack.pop()!;
    read.add(value);
    const { node } = value;
    if (node === null || seen.has(node)) continue;
    seen.add(node);
    for (const input of node.inputs) stack.push(input);
  }
  return read;
}

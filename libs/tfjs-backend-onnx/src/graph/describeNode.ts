import type { LazyNode, LazyValue } from './lazy.ts';

/** A node as a line for messages: kernel, shapes, dtypes. */
export function describeNode(node: LazyNode): string {
  const type = ({ dtype, shape }: LazyValue): string => `${dtype}[${shape.join()}]`;
  return `${node.op.name}(${node.inputs.map(type).join(', ')}) -> ${node.outputs.map(type).join(', ')}`;
}

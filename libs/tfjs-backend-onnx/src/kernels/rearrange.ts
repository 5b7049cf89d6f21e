import type { LazyOp } from '../graph/lazy.ts';

/** Attributes of {@link rearrangeOp}. */
export interface RearrangeAttrs {
  /** Zeros before the first and after the last element of each axis; negative numbers cut off. Empty for none. */
  readonly pads: readonly number[];
  /** The shape in which axes are exchanged. */
  readonly split: readonly number[];
  /** The order of its axes. */
  readonly perm: readonly number[];
  /** The shape after that. */
  readonly joined: readonly number[];
  /** What is cut off after that, as pads. Empty for nothing. */
  readonly crops: readonly number[];
}

/** Padding, splitting axes, exchanging them, joining them again, cropping: blocks to space and back. */
export const rearrangeOp: LazyOp<RearrangeAttrs> = {
  name: 'Rearrange',
  lower(lowering, node) {
    const { pads, split, perm, joined, crops } = node.attrs;
    const pad = (name: string, amounts: readonly number[]): string =>
      amounts.every((count) => count === 0) ? name : lowering.op('Pad', [name, lowering.ints(amounts)]);
    const padded = pad(lowering.plain(node.inputs[0]!), pads);
    const exchanged = lowering.transpose(lowering.reshape(padded, split), perm);
    lowering.define(node.outputs[0]!, pad(lowering.reshape(exchanged, joined), crops));
  },
};

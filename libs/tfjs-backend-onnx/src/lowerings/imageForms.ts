import type { LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';

/** The channels-first name of an image tensor, however TensorFlow.js shapes it. */
export function channelsFirst(lowering: Lowering, value: LazyValue, already: boolean): string {
  return already ? lowering.plain(value) : lowering.nchw(value);
}

/** States that an image tensor exists under a channels-first name. */
export function defineChannelsFirst(
  lowering: Lowering,
  value: LazyValue,
  name: string,
  already: boolean,
): void {
  lowering.define(value, name, already ? 'plain' : 'nchw');
}

/** The channels-last name of an image tensor, however TensorFlow.js shapes it. */
export function channelsLast(lowering: Lowering, value: LazyValue, isFirst: boolean): string {
  const plain = lowering.plain(value);
  return isFirst ? lowering.transpose(plain, [0, 2, 3, 1]) : plain;
}

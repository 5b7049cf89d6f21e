import type { LazyDtype } from './lazy.ts';
import type { Lowering } from './Lowering.ts';

/**
 * How a rank-4 value lies in memory: `plain` as TensorFlow.js shapes it (channels last), `nchw` channels
 * first, `blocked` as [n, c / block, h, w, block] under the shape [n, c, h, w] (ONNX Runtime's fastest
 * convolutions, on channels that are a multiple of the block).
 */
export type Layout = 'plain' | 'nchw' | 'blocked';

/** The domain of ONNX Runtime's operators on the blocked layout. */
export const NCHWC = 'com.microsoft.nchwc';

/** Emits the move of a rank-4 tensor from one layout to another; `shape` is [n, h, w, c]. */
export function convertLayout(
  lowering: Lowering,
  name: string,
  [from, to]: readonly [Layout, Layout],
  shape: readonly number[],
  dtype: LazyDtype,
): string {
  const [n, h, w, c] = shape as [number, number, number, number];
  // Where channels or positions are single, the orders are the same memory.
  if (h * w === 1 || c === 1) return lowering.reshape(name, to === 'plain' ? [n, h, w, c] : [n, c, h, w]);
  if (from !== 'blocked' && to !== 'blocked')
    return lowering.transpose(name, to === 'plain' ? [0, 2, 3, 1] : [0, 3, 1, 2]);
  if (dtype !== 'float32') return transposeBlocks(lowering, name, [from, to], [n, h, w, c]);
  const last = { channels_last: Number(from === 'plain' || to === 'plain') };
  return to === 'blocked'
    ? lowering.op('ReorderInput', [name], last, NCHWC)
    : lowering.op('ReorderOutput', [name], { channels: c, ...last }, NCHWC);
}

/** ONNX Runtime's reorders know only float32. */
function transposeBlocks(
  lowering: Lowering,
  name: string,
  [from, to]: readonly [Layout, Layout],
  [n, h, w, c]: readonly [number, number, number, number],
): string {
  const { block } = lowering;
  const blocks = c / block;
  if (to === 'blocked') {
    const split =
      from === 'plain'
        ? lowering.transpose(lowering.reshape(name, [n, h, w, blocks, block]), [0, 3, 1, 2, 4])
        : lowering.transpose(lowering.reshape(name, [n, blocks, block, h, w]), [0, 1, 3, 4, 2]);
    return lowering.reshape(split, [n, c, h, w]);
  }
  const whole = lowering.reshape(name, [n, blocks, h, w, block]);
  return to === 'plain'
    ? lowering.reshape(lowering.transpose(whole, [0, 2, 3, 1, 4]), [n, h, w, c])
    : lowering.reshape(lowering.transpose(whole, [0, 1, 4, 2, 3]), [n, c, h, w]);
}

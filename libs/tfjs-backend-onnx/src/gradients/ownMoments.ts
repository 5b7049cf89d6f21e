import { util } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LazyBackend } from '../LazyBackend.ts';
import { activeTape, type TapeNode } from './tape.ts';

const CHANNEL_MEAN = 'Mean{"axes":[0,1,2]}';
const TRANSPARENT = new Set(['Reshape', 'Identity', 'Cast']);

/**
 * Whether a batch normalisation on the tape normalises x by the mean and variance of x itself over
 * all axes but the last, both computed on this tape. Only then may its gradient be taken in closed form.
 *
 * @param backend - knows which reduction made the saved statistics
 * @param saved - the tensors that TensorFlow.js saved for the gradient: they identify the operation
 */
export function normalisesByOwnMoments(backend: LazyBackend, saved: readonly Tensor[]): boolean {
  const tape = activeTape();
  if (
    saved[0]!.rank !== 4 ||
    [saved[1]!, saved[2]!].some((moment) => backend.madeBy(moment) !== CHANNEL_MEAN)
  )
    return false;
  const node = tape?.find((entry) => entry.saved === saved);
  if (tape === null || node === undefined) return false;
  const { x, mean, variance } = node.inputs;
  if (x === undefined || mean === undefined || variance === undefined) return false;
  const makers = new Map<number, TapeNode>();
  for (const entry of tape) for (const output of entry.outputs) makers.set(output.id, entry);
  const root = (tensor: Tensor): Tensor => {
    let current = tensor;
    for (;;) {
      const maker = makers.get(current.id);
      if (maker === undefined || !TRANSPARENT.has(maker.kernelName)) return current;
      current = Object.values(maker.inputs)[0]!;
    }
  };
  const maker = (tensor: Tensor): TapeNode | undefined => makers.get(root(tensor).id);
  const isMomentOf = (moment: Tensor): Tensor | null => {
    const reduction = maker(moment);
    const source = reduction?.kernelName === 'Mean' ? reduction.inputs['x'] : undefined;
    return source !== undefined && source.rank === 4 ? source : null;
  };
  const averaged = isMomentOf(mean);
  const squares = isMomentOf(variance);
  if (
    averaged === null ||
    squares === null ||
    root(averaged).id !== root(x).id ||
    !util.arraysEqual(averaged.shape, x.shape)
  )
    return false;
  const square = maker(squares);
  const difference =
    square?.kernelName === 'SquaredDifference'
      ? square
      : square?.kernelName === 'Square'
        ? maker(square.inputs['x']!)
        : undefined;
  if (difference === undefined || !['Sub', 'SquaredDifference'].includes(difference.kernelName)) return false;
  const { a, b } = difference.inputs;
  return a !== undefined && b !== undefined && root(a).id === root(x).id && root(b).id === root(mean).id;
}

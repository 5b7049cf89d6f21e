import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { FitEvent } from '../../fitEvent.ts';
import type { HistoryRow } from '../../history.ts';
import { modelWeights } from '../../modelWeights.ts';
import { histogram } from './histogram.ts';
import type { TensorBoardValue } from './tensorBoardEvent.ts';

/** What {@link fitTensorBoard} writes to: the writer of `@pneumo/training/node`, or any other. */
export interface TensorBoardSink {
  /** Tells values of a step. */
  add(step: number, values: readonly TensorBoardValue[]): Promise<void>;
  /** Takes back everything of this step and later. */
  restart(step: number): Promise<void>;
}

/**
 * Makes an `onEvent` for {@link fit} that tells TensorBoard of each step (`step/loss`, `step/learningRate`,
 * `step/gradientNorm`), of each epoch every column of its row (`epoch/valAuroc`), and of the weights that learn
 * where they lie (`weights/…`). A resumed training takes back what the interrupted one told of steps that are done
 * again.
 *
 * @param sink - where it goes
 * @param model - whose weights are shown after each epoch; none when left out
 * @returns the listener
 *
 * @example
 * ```ts
 * const told: number[] = [];
 * const listen = fitTensorBoard({ add: async (step) => void told.push(step), restart: async () => {} });
 * await listen({ type: 'step', epoch: 1, batch: 1, step: 1, loss: 0.5, gradientNorm: 1, learningRate: 0.1, images: 8 });
 * told; // [1]
 * ```
 */
export function fitTensorBoard(
  sink: TensorBoardSink,
  model?: LayersModel,
): (event: FitEvent) => Promise<void> {
  return async (event) => {
    if (event.type === 'fit-start') {
      await sink.restart(event.resumed === null ? 0 : event.resumed.step + 1);
    } else if (event.type === 'step') {
      const { loss, learningRate, gradientNorm } = event;
      await sink.add(event.step, scalars('step', { loss, learningRate, gradientNorm }));
    } else if (event.type === 'epoch-end') {
      const { epoch: _, step, ...figures } = event.row;
      const weights = model === undefined ? [] : await weightHistograms(model);
      await sink.add(step, [...scalars('epoch', figures), ...weights]);
    }
  };
}

function scalars(group: string, figures: Omit<HistoryRow, 'epoch' | 'step'> | object): TensorBoardValue[] {
  return Object.entries(figures as Record<string, number | undefined>).flatMap(([name, value]) =>
    value === undefined ? [] : [{ kind: 'scalar' as const, tag: `${group}/${name}`, value }],
  );
}

async function weightHistograms(model: LayersModel): Promise<TensorBoardValue[]> {
  const values: TensorBoardValue[] = [];
  for (const { name, variable } of modelWeights(model).trainable) {
    values.push({ kind: 'histogram', tag: `weights/${name}`, histogram: histogram(await variable.data()) });
  }
  return values;
}

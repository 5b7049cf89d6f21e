import type { FitEvent } from '../../fitEvent.ts';
import type { MlflowEntry, MlflowMetric } from './mlflowEntry.ts';

/** What {@link fitMlflow} writes to: the queue of `@pneumo/training/node`, or any other. */
export interface MlflowSink {
  /** Notes something to be told. */
  log(entry: MlflowEntry): Promise<void>;
  /** Tries to tell what has been noted; does not wait for it. */
  send(): void;
  /** The last step of a metric that has been noted; undefined when none was. */
  lastStep(key: string): number | undefined;
}

/**
 * Makes an `onEvent` for {@link fit} that notes the figures of each step (`step/loss`) and each epoch
 * (`epoch/valAuroc`) for MLflow, and has them sent after each epoch. Steps that a resumed training does again are
 * noted once: their figures are the same.
 *
 * @param sink - where it goes
 * @param now - a clock in milliseconds since 1970
 * @returns the listener
 *
 * @example
 * ```ts
 * const noted: MlflowEntry[] = [];
 * const sink: MlflowSink = { log: async (entry) => void noted.push(entry), send: () => {}, lastStep: () => undefined };
 * const listen = fitMlflow(sink, () => 1000);
 * await listen({ type: 'step', epoch: 1, batch: 1, step: 1, loss: 0.5, gradientNorm: 1, learningRate: 0.1, images: 8 });
 * (noted[0] as { metrics: MlflowMetric[] }).metrics[0]; // { key: 'step/loss', value: 0.5, timestamp: 1000, step: 1 }
 * ```
 */
export function fitMlflow(sink: MlflowSink, now: () => number): (event: FitEvent) => Promise<void> {
  const metrics = async (group: string, step: number, figures: object): Promise<void> => {
    const timestamp = Math.round(now());
    const fresh = Object.entries(figures as Record<string, number | undefined>).flatMap(
      ([name, value]): MlflowMetric[] => {
        const key = `${group}/${name}`;
        return value === undefined || step <= (sink.lastStep(key) ?? -1)
          ? []
          : [{ key, value, timestamp, step }];
      },
    );
    if (fresh.length > 0) await sink.log({ kind: 'metrics', metrics: fresh });
  };
  return async (event) => {
    if (event.type === 'step') {
      const { loss, learningRate, gradientNorm } = event;
      await metrics('step', event.step, { loss, learningRate, gradientNorm });
    } else if (event.type === 'epoch-end') {
      const { epoch: _, step, ...figures } = event.row;
      await metrics('epoch', step, figures);
      sink.send();
    }
  };
}

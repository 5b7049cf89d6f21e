import type { HostTensors } from '../checkpoint/checkpoint.ts';
import type { SwaConfig } from './averageConfig.ts';

/** How many epochs the average holds after an epoch, from 1, and whether this epoch's weights join it. */
export function swaCount(config: SwaConfig, epoch: number): { count: number; joins: boolean } {
  const since = epoch - config.startEpoch;
  const every = config.everyEpochs ?? 1;
  if (since < 0) return { count: 0, joins: false };
  return { count: 1 + Math.floor(since / every), joins: since % every === 0 };
}

/**
 * The mean of `count` sets of weights, the last of which comes now: `mean + (weights - mean) / count`, PyTorch's
 * `AveragedModel`, rounded to float32 after each step as there.
 */
export function swaMean(mean: HostTensors, weights: HostTensors, count: number): HostTensors {
  if (count === 1) return weights;
  const { fround } = Math;
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, values }]) => {
      const old = mean[name]!.values;
      const next = Float32Array.from(values, (value, i) => {
        const change = fround(fround(value - old[i]!) / count);
        return old[i]! + change;
      });
      return [name, { shape, values: next }];
    }),
  );
}

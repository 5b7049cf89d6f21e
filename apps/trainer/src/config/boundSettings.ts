import type { TrainConfig } from './trainConfig.ts';

/** Settings that decide no figure: a run may go on with others, and counts as the same one. */
export const UNBOUND = [
  'workers',
  'cacheMemory',
  'prefixDisk',
  'tensorboard',
  'mlflow',
  'mlflowExperiment',
] as const satisfies readonly (keyof TrainConfig)[];

/** A key of {@link UNBOUND}. */
export type Unbound = (typeof UNBOUND)[number];

/** Those of the settings that decide no figure. */
export function unboundSettings(config: TrainConfig): Pick<TrainConfig, Unbound> {
  return Object.fromEntries(UNBOUND.map((key) => [key, config[key]])) as Pick<TrainConfig, Unbound>;
}

/** The settings that decide what a run gives. */
export function boundSettings(config: TrainConfig): Omit<TrainConfig, Unbound> {
  return Object.fromEntries(
    Object.entries(config).filter(([key]) => !(UNBOUND as readonly string[]).includes(key)),
  ) as Omit<TrainConfig, Unbound>;
}

import { join } from 'node:path';
import { writeFileAtomic } from '@pneumo/data/node';
import { renderSeedsReport } from '@pneumo/report';
import type { Context } from '../cli/context.ts';
import { boundSettings, type Unbound, unboundSettings } from '../config/boundSettings.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { claimExperiment } from '../run/claimExperiment.ts';
import { summariseRun } from '../run/history.ts';
import { json, openRunFolder } from '../run/runFolder.ts';
import { printSeeds } from '../ui/printSeeds.ts';
import { seedsReportData, type SeedRun, summariseSeeds } from './seedsSummary.ts';
import { completeRun } from './trainRun.ts';

/** What the folder of a training with several seeds says of it. */
export interface SeedsExperiment {
  schemaVersion: 1;
  kind: 'seeds';
  /** Which seeds train. */
  seeds: number[];
  /** The settings of every run but its seed. */
  config: Omit<TrainConfig, 'seed' | Unbound>;
  /** The others, as they were last; missing where an earlier version wrote it. */
  unbound?: Pick<TrainConfig, Unbound>;
}

/** The folder of a seed's run, below that of all. */
export function seedFolder(seed: number): string {
  return `seed-${seed}`;
}

/** Whether what stands in experiment.json is a training with several seeds. */
export function isSeedsExperiment(value: unknown): value is SeedsExperiment {
  return (value as SeedsExperiment | undefined)?.kind === 'seeds';
}

/**
 * Trains one model a seed, each in a run folder of its own below one, and sums them up. Runs that have ended are
 * read, interrupted ones go on; more seeds may be added later.
 *
 * @param folder - where the runs stand side by side
 * @param config - the settings; their seed plays no role
 * @param seeds - at least one, all different
 * @returns false when Ctrl-C has stopped it
 */
export async function trainSeeds(
  context: Context,
  folder: string,
  config: TrainConfig,
  seeds: readonly number[],
): Promise<boolean> {
  const { seed: _, ...settings } = boundSettings(config);
  const experiment: SeedsExperiment = {
    schemaVersion: 1,
    kind: 'seeds',
    seeds: [...seeds],
    config: settings,
    unbound: unboundSettings(config),
  };
  await claimExperiment(folder, { ...experiment }, ['seeds', 'unbound']);
  const runs: SeedRun[] = [];
  for (const [i, seed] of seeds.entries()) {
    context.note(`Seed ${seed} (${i + 1} of ${seeds.length})`);
    const name = seedFolder(seed);
    const path = join(folder, name);
    const metrics = await completeRun(context, path, { ...config, seed });
    if (metrics === undefined) return false;
    const { run } = await openRunFolder(path);
    runs.push({ seed, folder: name, metrics, ...(await summariseRun(run, config)) });
  }
  const summary = summariseSeeds(runs);
  const write = (name: string, text: string): Promise<unknown> =>
    writeFileAtomic(join(folder, name), new TextEncoder().encode(text));
  await write('seeds.json', json({ schemaVersion: 1, config: settings, ...summary }));
  await write('seeds.html', await renderSeedsReport(seedsReportData(summary, runs, config, context.now())));
  printSeeds(context, summary);
  context.print(`Report: ${join(folder, 'seeds.html')}`);
  return true;
}

import { formatManifest, formatSplit } from '@pneumo/data';
import type { RunEnvironment } from '../run/environment.ts';
import { json, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import type { Dataset } from './dataset.ts';

/** Writes down what a run begins with: machine and versions, every image, who trains, validates and tests. */
export async function beginRun(
  run: RunFolder,
  environment: RunEnvironment,
  dataset: Pick<Dataset, 'rows' | 'split'>,
): Promise<void> {
  await run.write(RUN_FILES.environment, json(environment));
  await run.write(RUN_FILES.manifest, formatManifest(dataset.rows));
  await run.write(RUN_FILES.split, await formatSplit(dataset.split));
}

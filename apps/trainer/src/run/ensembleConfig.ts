import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensembleMethods } from '@pneumo/metrics';
import { z } from 'zod';
import { trainConfigSchema } from '../config/trainConfig.ts';
import { parseJson, RUN_FILES } from './runFolder.ts';

/** The whole configuration of an ensemble, as the key `ensemble` of its folder's config.json. */
export const ensembleConfigSchema = z.strictObject({
  /** Absolute paths of the run folders. */
  members: z.array(z.string().min(1)).min(2),
  method: z.enum(ensembleMethods),
  nonNegative: z.boolean(),
  calibration: trainConfigSchema.shape.calibration,
  threshold: trainConfigSchema.shape.threshold,
  evaluateTest: z.boolean(),
  resamples: trainConfigSchema.shape.resamples,
  seed: trainConfigSchema.shape.seed,
});

/** How an ensemble was made. */
export type EnsembleConfig = z.infer<typeof ensembleConfigSchema>;

/** How the ensemble in a folder was made; undefined where none stands there. */
export async function readEnsembleConfig(path: string): Promise<EnsembleConfig | undefined> {
  const source = join(path, RUN_FILES.config);
  if (!existsSync(source)) return undefined;
  const { ensemble } = parseJson(await readFile(source, 'utf8'), source) as { ensemble?: unknown };
  return ensemble === undefined ? undefined : ensembleConfigSchema.parse(ensemble);
}

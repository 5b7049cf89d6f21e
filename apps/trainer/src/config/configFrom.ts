import { callerPath, type Context } from '../cli/context.ts';
import { absolutePaths } from './absolutePaths.ts';
import { readConfigFile } from './readConfigFile.ts';
import { resolveConfig } from './resolveConfig.ts';
import type { PartialConfig, TrainConfig } from './trainConfig.ts';

/** The settings of a training as they were typed: flags, and the file of `--config`. */
export type TypedSettings = PartialConfig & { config?: string };

/**
 * The configuration that a command line asks for: recipe, file, flags, with absolute paths.
 *
 * @param typed - what was typed
 * @param decided - what the command itself decides, over all of it; told what the file says
 * @throws PneumoError what `readConfigFile` and `resolveConfig` throw
 */
export async function configFrom(
  context: Context,
  { config: file, ...flags }: TypedSettings,
  decided: (fromFile: PartialConfig) => PartialConfig = () => ({}),
): Promise<TrainConfig> {
  const fromFile = file === undefined ? {} : await readConfigFile(callerPath(context, file));
  return absolutePaths(context, resolveConfig(fromFile, { ...flags, ...decided(fromFile) }));
}

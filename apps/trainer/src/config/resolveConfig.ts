import { didYouMean, PneumoError } from '@pneumo/core';
import { RECIPES } from './recipes.ts';
import { PHANTOM, type PartialConfig, type TrainConfig, trainConfigSchema } from './trainConfig.ts';

/**
 * The configuration of a run: the recipe, then the configuration file over it, then the flags.
 * Without a recipe the phantom is trained by `quick`, everything else by `study`.
 *
 * @param file - keys of a configuration file, already checked
 * @param flags - values that were given as flags, already checked
 * @throws PneumoError `INVALID_CONFIG` for a recipe that does not exist
 */
export function resolveConfig(file: PartialConfig, flags: PartialConfig): TrainConfig {
  const given = { ...file, ...flags };
  const data = given.data ?? PHANTOM;
  const name = given.recipe ?? (data === PHANTOM ? 'quick' : 'study');
  const recipe = Object.hasOwn(RECIPES, name) ? RECIPES[name] : undefined;
  if (recipe === undefined) {
    const names = Object.keys(RECIPES);
    throw new PneumoError(
      'INVALID_CONFIG',
      `--recipe is '${name}'; expected one of ${names.map((entry) => `'${entry}'`).join(', ')}.${didYouMean(name, names)}`,
    );
  }
  return trainConfigSchema.parse({ ...recipe.config, ...given, data, recipe: name });
}

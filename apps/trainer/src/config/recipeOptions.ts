import { z } from 'zod';
import type { OptionSpec } from '../cli/command.ts';
import { RECIPES } from './recipes.ts';

/** `--recipe` and `--config` of the commands that train: where settings come from that no flag gives. */
export const RECIPE_OPTIONS: readonly OptionSpec[] = [
  {
    key: 'recipe',
    group: 'Run',
    value: 'NAME',
    schema: z.string().min(1),
    description: `Named settings: ${Object.entries(RECIPES)
      .map(([name, { description }]) => `'${name}' (${description})`)
      .join(', ')}.`,
    otherwise: 'quick for the phantom, study for real films',
  },
  {
    key: 'config',
    group: 'Run',
    value: 'FILE',
    schema: z.string(),
    description: 'JSON or TOML file with keys named like these flags in camelCase; flags win over it.',
  },
];

import { showValue } from '@pneumo/core';
import type { KerasLayerConfig } from './kerasWeights.ts';
import { invalidKerasFile } from './invalidKerasFile.ts';

const DEEPEST = 16;

/** The layers of a model's configuration as {@link layerConfigs} gives them, from its text. */
export function kerasConfigs(text: string): KerasLayerConfig[] {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch (cause) {
    throw invalidKerasFile(`its model's configuration is not JSON (${(cause as Error).message})`, cause);
  }
  return layerConfigs(model);
}

/** The layers of a model's configuration in its order; those of models within it stand in their place. */
export function layerConfigs(model: unknown): KerasLayerConfig[] {
  const layers = flatten(model, 0);
  if (layers === null) throw invalidKerasFile("its model's configuration lists no layers");
  return layers;
}

/** The layers of a model, or null where the node is none. */
function flatten(node: unknown, depth: number): KerasLayerConfig[] | null {
  const { config } = (node ?? {}) as { config?: unknown };
  // Keras before version 2.2.3 writes a Sequential model's configuration as the bare list.
  const layers = Array.isArray(config) ? config : ((config ?? {}) as { layers?: unknown }).layers;
  if (!Array.isArray(layers)) return null;
  if (depth > DEEPEST) throw invalidKerasFile(`its models stand more than ${DEEPEST} deep within each other`);
  return layers.flatMap((layer: unknown) => {
    const inner = flatten(layer, depth + 1);
    if (inner !== null) return inner;
    const { class_name: className, config: settings } = (layer ?? {}) as Record<string, unknown>;
    if (typeof className !== 'string' || typeof settings !== 'object' || settings === null)
      throw invalidKerasFile(`its model's configuration has a layer without class_name and config`);
    const { name } = settings as { name?: unknown };
    return [
      {
        className,
        name: typeof name === 'string' ? name : showValue(name),
        config: settings as Record<string, unknown>,
      },
    ];
  });
}

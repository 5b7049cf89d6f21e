import { PneumoError } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { KerasLayer, KerasLayerConfig, KerasWeights } from './kerasWeights.ts';

type Kind = 'convolution' | 'batch normalisation' | 'dense';

/**
 * Our names of the layers of a CNN of Keras: its own where they are ours, otherwise by order, the first
 * convolution for the first. Where the file holds the model's configuration, the two are compared layer by layer.
 *
 * @throws PneumoError `WEIGHTS_MISMATCH` naming the first layer that differs
 */
export function kerasCnnNames(model: tfl.LayersModel, file: KerasWeights): Map<string, string> {
  if (file.configs !== null) compare(model, file.configs);
  const ours = new Set(model.layers.map(({ name }) => name));
  if (file.layers.every(({ name }) => ours.has(name)))
    return new Map(file.layers.map(({ name }) => [name, name]));
  const names = new Map<string, string>();
  for (const kind of ['convolution', 'batch normalisation', 'dense'] as const) {
    const theirs = file.layers.filter((layer) => kindOf(layer) === kind);
    const places = model.layers.filter((layer) => ourStep(layer) === kind);
    theirs.slice(0, places.length).forEach(({ name }, i) => names.set(name, places[i]!.name));
  }
  return names;
}

function kindOf({ weights }: KerasLayer): Kind | undefined {
  if (weights.has('moving_mean') || weights.has('gamma')) return 'batch normalisation';
  const rank = weights.get('kernel')?.shape.length;
  if (rank === 4) return 'convolution';
  return rank === 2 ? 'dense' : undefined;
}

function compare(model: tfl.LayersModel, configs: readonly KerasLayerConfig[]): void {
  const theirs = configs.flatMap((layer) => steps(layer).map((step) => ({ step, layer })));
  const ours = model.layers.flatMap((layer) => {
    const step = ourStep(layer);
    return step === undefined ? [] : [{ step, name: layer.name }];
  });
  // The sigmoid stands at the edge, and logits leave our models.
  if (theirs.at(-1)?.step === 'sigmoid') theirs.pop();
  const length = Math.max(theirs.length, ours.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [theirs[i], ours[i]];
    if (a?.step === b?.step) continue;
    const came = a === undefined ? 'ends' : `has ${a.step} (${a.layer.className} '${a.layer.name}')`;
    const expected = b === undefined ? 'ends' : `has ${b.step} ('${b.name}')`;
    throw new PneumoError(
      'WEIGHTS_MISMATCH',
      `The Keras model is not of this cnn's structure: as step ${i + 1} it ${came} where this cnn ${expected}. ` +
        'Make the cnn with the same filters, convsPerBlock, pooling and dense, or export this model as ONNX.',
      { details: { step: i + 1, layer: a?.layer.name ?? null, expected: b?.name ?? null } },
    );
  }
}

/** What a layer of ours does; undefined for what changes nothing in prediction. */
function ourStep(layer: tfl.layers.Layer): string | undefined {
  const name = layer.getClassName();
  if (/BatchNormalization$/.test(name)) return 'batch normalisation';
  if (name === 'Activation') return 'ReLU';
  const known: Record<string, string> = {
    Conv2D: 'convolution',
    MaxPooling2D: 'pooling',
    GlobalAveragePooling2D: 'average',
    Flatten: 'flatten',
    Dense: 'dense',
  };
  return known[name];
}

/** What a layer of Keras does, in our steps; a text in quotes for one that our CNN has not. */
function steps({ className, config }: KerasLayerConfig): string[] {
  const { activation = 'linear' } = config;
  const then = activation === 'linear' ? [] : [activation === 'relu' ? 'ReLU' : String(activation)];
  const odd = (what: string): string[] => [`${what} '${className}'`];
  switch (className) {
    case 'InputLayer':
    case 'Dropout':
    case 'SpatialDropout2D':
      return [];
    case 'Conv2D':
      return is(config.padding, 'same') && is(config.strides, [1, 1]) && is(config.kernel_size, [3, 3])
        ? ['convolution', ...then]
        : odd('another convolution than 3×3 with padding same and stride 1, a');
    case 'BatchNormalization':
      return ['batch normalisation'];
    case 'ReLU':
      return is(config.max_value, null) ? ['ReLU'] : odd('a bounded');
    case 'Activation':
      return then;
    case 'MaxPooling2D':
      return is(config.padding, 'valid') && is(config.strides, [2, 2]) && is(config.pool_size, [2, 2])
        ? ['pooling']
        : odd('another pooling than 2×2, a');
    case 'GlobalAveragePooling2D':
      return ['average'];
    case 'Flatten':
      return ['flatten'];
    case 'Dense':
      return ['dense', ...then];
    default:
      return odd('a layer');
  }
}

function is(value: unknown, expected: unknown): boolean {
  return JSON.stringify(value ?? null) === JSON.stringify(expected);
}

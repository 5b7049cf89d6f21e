import { PneumoError, cutText, showValue } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { KerasLayer, KerasLayerConfig, KerasWeights } from './kerasWeights.ts';

type Kind = 'convolution' | 'batch normalisation' | 'dense';

/** Keras' default, which files of older versions do not write. */
const LAST = ['channels_last', null];

/** What Keras' layers do in our steps, and the settings with which they do: those of our CNN. */
const STEPS: Readonly<Record<string, { step: string; settings: Readonly<Record<string, unknown[]>> }>> = {
  Conv2D: {
    step: 'convolution',
    settings: {
      kernel_size: [[3, 3]],
      padding: ['same'],
      strides: [[1, 1]],
      dilation_rate: [[1, 1], null],
      groups: [1, null],
      data_format: LAST,
    },
  },
  BatchNormalization: { step: 'batch normalisation', settings: { axis: [-1, 3, [-1], [3], null] } },
  ReLU: { step: 'ReLU', settings: { max_value: [null], negative_slope: [0, null], threshold: [0, null] } },
  MaxPooling2D: {
    step: 'pooling',
    settings: { pool_size: [[2, 2]], padding: ['valid'], strides: [[2, 2]], data_format: LAST },
  },
  GlobalAveragePooling2D: { step: 'average', settings: { data_format: LAST } },
  Flatten: { step: 'flatten', settings: { data_format: LAST } },
  Dense: { step: 'dense', settings: {} },
};

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
    const came =
      a === undefined ? 'ends' : `has ${a.step} (${cutText(a.layer.className)} '${cutText(a.layer.name)}')`;
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

/** What a layer of Keras does, in our steps; a text that none of ours equals for what our CNN does not do. */
function steps({ className, config }: KerasLayerConfig): string[] {
  if (['InputLayer', 'Dropout', 'SpatialDropout2D'].includes(className)) return [];
  const { activation = 'linear' } = config;
  const named = typeof activation === 'string' ? activation : showValue(activation);
  const then = named === 'linear' ? [] : [named === 'relu' ? 'ReLU' : cutText(named)];
  if (className === 'Activation') return then;
  if (!Object.hasOwn(STEPS, className)) return [`a layer '${cutText(className)}'`];
  const { step, settings } = STEPS[className]!;
  const other = Object.entries(settings).find(
    ([key, values]) => !values.some((value) => is(config[key], value)),
  );
  return other === undefined ? [step, ...then] : [`${step} with ${other[0]} ${showValue(config[other[0]])}`];
}

function is(value: unknown, expected: unknown): boolean {
  if (!Array.isArray(expected)) return (value ?? null) === expected;
  return (
    Array.isArray(value) && value.length === expected.length && expected.every((one, i) => value[i] === one)
  );
}

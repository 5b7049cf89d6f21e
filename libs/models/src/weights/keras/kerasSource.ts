import { PneumoError } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { permute, torchLayout } from '../torchLayout.ts';
import { twice } from '../twice.ts';
import type { SourceTensor, WeightSource } from '../weightSource.ts';
import { kerasCnnNames } from './kerasCnn.ts';
import { KERAS_DIFFERS, KERAS_NAMES } from './kerasNames.ts';
import type { KerasLayer, KerasWeights } from './kerasWeights.ts';

/**
 * The tensors of a Keras file under PyTorch's names and in PyTorch's layout. What Keras does otherwise at
 * the same structure is computed into them, so that predictions stay equal: another epsilon is added to the
 * variances, the bias of a convolution in front of batch normalisation is taken from its mean, and a first
 * convolution that wants blue first is turned.
 *
 * @throws PneumoError `WEIGHTS_MISMATCH` for an architecture that Keras has otherwise, or not at all
 */
export function kerasSource(model: tfl.LayersModel, architecture: string, file: KerasWeights): WeightSource {
  const facts = KERAS_NAMES[architecture];
  if (facts === undefined && architecture !== 'cnn') throw otherStructure(architecture);
  const cnn = architecture === 'cnn' ? kerasCnnNames(model, file) : null;
  const nameOf = (layer: string): string | undefined => (cnn === null ? facts!.layer(layer) : cnn.get(layer));

  const ours = new Map(model.layers.map((layer) => [layer.name, layer]));
  const layers = new Map<string, KerasLayer>();
  const source = new Map<string, SourceTensor>();
  const parts = new Map<string, string>();
  for (const layer of file.layers) {
    const name = nameOf(layer.name);
    if (name !== undefined && layers.has(name)) throw twice(layers.get(name)!.name, layer.name, name);
    if (name !== undefined) layers.set(name, layer);
    for (const [part, tensor] of layer.weights) {
      if (/^seed_generator/.test(part)) continue;
      const inPlace = name === undefined ? null : torchTensor(name, part, tensor, ours.get(name));
      // Under Keras' name where ours has no place for it, so that it is named when it is refused.
      const key = inPlace?.name ?? `${layer.name}/${part}`;
      if (inPlace !== null && source.has(key)) throw twice(parts.get(key)!, `${layer.name}/${part}`, key);
      parts.set(key, `${layer.name}/${part}`);
      source.set(key, inPlace?.tensor ?? tensor);
    }
  }
  for (const [name, layer] of layers) {
    const norm = normBehind(name);
    const [bias, mean] = [source.get(`${name}.bias`), source.get(`${norm}.running_mean`)];
    const foldable = layer.weights.get('kernel')?.shape.length === 4 && ours.has(norm);
    if (foldable && bias && mean && String(bias.shape) === String(mean.shape)) {
      source.set(
        `${norm}.running_mean`,
        combined(mean, bias, (a, b) => a - b),
      );
      source.delete(`${name}.bias`);
    }
    const variance = source.get(`${name}.running_var`);
    const epsilon = (ours.get(name)?.getConfig() as { epsilon?: number } | undefined)?.epsilon;
    if (variance === undefined || epsilon === undefined) continue;
    const more = (epsilonOf(file, layer.name) ?? facts?.epsilon ?? epsilon) - epsilon;
    if (more !== 0) source.set(`${name}.running_var`, moved(variance, more, layer.name));
  }
  if (facts?.blueFirst) {
    const kernel = source.get('conv1.weight');
    if (kernel?.shape.length === 4 && kernel.shape[1] === 3) source.set('conv1.weight', turned(kernel));
  }
  return source;
}

/** A weight of a layer under PyTorch's name; null for one that its layers do not have. */
function torchTensor(
  layer: string,
  part: string,
  tensor: SourceTensor,
  place: tfl.layers.Layer | undefined,
): { name: string; tensor: SourceTensor } | null {
  const { shape } = tensor;
  // Keras 3 calls the kernel of a depthwise convolution 'kernel' too.
  const depthwise = part === 'kernel' && place?.getClassName() === 'DepthwiseConv2D';
  const layout = torchLayout(depthwise ? 'depthwise_kernel' : part, shape.length);
  if (layout === null || layout.axes.some((axis) => axis >= shape.length)) return null;
  const { axes } = layout;
  const turnedTensor = {
    shape: axes.map((axis) => shape[axis]!),
    dtype: tensor.dtype,
    read: () => (shape.length > 1 && shape.length <= 4 ? permute(tensor.read(), shape, axes) : tensor.read()),
  };
  return { name: `${layer}.${layout.suffix}`, tensor: turnedTensor };
}

/** Our batch normalisation that follows a convolution. */
function normBehind(name: string): string {
  return name.replace(/(.*)conv/, '$1bn').replace(/downsample\.0$/, 'downsample.1');
}

function epsilonOf({ configs }: KerasWeights, layer: string): number | undefined {
  const found = configs?.find(({ name, className }) => name === layer && className === 'BatchNormalization');
  return typeof found?.config.epsilon === 'number' ? found.config.epsilon : undefined;
}

function moved(tensor: SourceTensor, more: number, layer: string): SourceTensor {
  return {
    ...tensor,
    read: () =>
      tensor.read().map((variance) => {
        if (variance + more >= 0 || !Number.isFinite(variance)) return variance + more;
        throw new PneumoError(
          'WEIGHTS_MISMATCH',
          `The batch normalisation ${layer} has a variance of ${variance}, too small for the larger epsilon of this model ` +
            '(the difference is taken from it). Make the model with the epsilon of the Keras model.',
        );
      }),
  };
}

function combined(a: SourceTensor, b: SourceTensor, rule: (a: number, b: number) => number): SourceTensor {
  return {
    ...a,
    read: () => {
      const other = b.read();
      return a.read().map((value, i) => rule(value, other[i]!));
    },
  };
}

/** A kernel [out, 3, h, w] with its inputs in the opposite order. */
function turned(kernel: SourceTensor): SourceTensor {
  const [, , height, width] = kernel.shape as [number, number, number, number];
  const area = height * width;
  return {
    ...kernel,
    read: () => {
      const values = kernel.read();
      return values.map((_, i) => {
        const channel = Math.floor(i / area) % 3;
        return values[i + (2 - 2 * channel) * area]!;
      });
    },
  };
}

function otherStructure(architecture: string): PneumoError {
  const known = ['cnn', ...Object.keys(KERAS_NAMES)].join(', ');
  const why = Object.hasOwn(KERAS_DIFFERS, architecture)
    ? `${KERAS_DIFFERS[architecture]}.`
    : `Keras has no weights of ${architecture}'s structure.`;
  return new PneumoError(
    'WEIGHTS_MISMATCH',
    `Weights of Keras cannot be those of ${architecture}. ${why} Models with equal ones are ${known}.`,
    { details: { architecture } },
  );
}

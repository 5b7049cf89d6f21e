import { PneumoError, cutText } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { architectureOf } from '../architectures.ts';
import { checkFinite } from '../checkFinite.ts';
import type { ContractArchitecture } from '../contract/dataContract.ts';
import { foldGrey } from './greyFold.ts';
import { type ModelParameter, modelParameters } from './modelParameters.ts';
import { inverse, permute } from './torchLayout.ts';
import { twice } from './twice.ts';
import type { SourceTensor, WeightSource } from './weightSource.ts';

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
  /**
   * What happens to the classifier: `'load'` takes it from the file, which must fit (default); `'keep'`
   * leaves the model's own and ignores the file's, for transfer learning.
   */
  classifier?: 'load' | 'keep';
  /** What stands before every name in the file, such as `'module.'`; nothing by default. */
  prefix?: string;
}

/** What {@link loadWeights} did, by PyTorch's names. */
export interface LoadedWeights {
  /** Weights that came from the file, in the model's order. */
  loaded: string[];
  /** Weights of the model that were kept. */
  kept: string[];
  /** Tensors of the file that the model does not have: counters of batches, and a classifier not wanted. */
  ignored: string[];
}

/**
 * Writes the weights of a PyTorch network, under torchvision's or timm's names, into a model of the same
 * architecture. Everything is checked before anything is written. A first convolution of three channels
 * is folded for a model that takes grey images, so that it gives the same result; the CNN's, which has no
 * channel of ones for ImageNet's different means, is refused instead.
 *
 * @param model - a model made by `createModel`; its weights are overwritten
 * @param architecture - its name in the registry; the contract's `architecture` is one
 * @param weights - the file's tensors, as `parseSafetensors` gives them
 * @param options - what to do with the classifier; a prefix of the names
 * @returns what was loaded, kept and ignored
 * @throws PneumoError `WEIGHTS_MISMATCH` naming what is missing, extra, twice there, of another shape or cannot be folded;
 * `NON_FINITE_WEIGHTS`; `UNSUPPORTED_DTYPE`; `UNKNOWN_MODEL`
 *
 * @example
 * ```ts
 * const big = createModel('resnet18', { inputSize: 32, classes: 1000 });
 * const file = await weightsToSafetensors(big, { name: 'resnet18' });
 * const small = createModel('resnet18', { inputSize: 64, channels: 1, head: 'study' });
 * const { tensors } = parseSafetensors(file);
 * const { kept } = loadWeights(small, { name: 'resnet18' }, tensors, { classifier: 'keep' });
 * kept[0]; // 'fc.0.weight'
 * ```
 */
export function loadWeights(
  model: tfl.LayersModel,
  architecture: Pick<ContractArchitecture, 'name'>,
  weights: WeightSource,
  { classifier = 'load', prefix = '' }: LoadWeightsOptions = {},
): LoadedWeights {
  const facts = architectureOf(architecture.name);
  const source = renamed(weights, (name) => facts.rename(unprefixed(name, prefix)));
  const keeps = (name: string): boolean => classifier === 'keep' && name.startsWith(`${facts.classifier}.`);
  const all = modelParameters(model);
  const wanted = all.filter(({ name }) => !keeps(name));
  const names = new Set(wanted.map(({ name }) => name));
  const others = [...source.keys()].filter((name) => !names.has(name));
  const ignored = others.filter((name) => keeps(name) || name.endsWith('.num_batches_tracked'));
  const first = `${facts.firstConvolution}.weight`;
  const shapes = wanted.map((parameter) => fileShape(parameter, parameter.name === first, source));
  checkAll(
    wanted.map(({ name }, i) => ({ name, shape: shapes[i]!, tensor: source.get(name) })),
    others.filter((name) => !ignored.includes(name)),
    architecture.name,
  );
  const { 3: three, 1: one } = facts.normalisation;
  const values = wanted.map((parameter, i) => {
    const tensor = source.get(parameter.name)!;
    const read = tensor.read();
    checkFinite(parameter.name, read, 'Get the file again, or an earlier checkpoint.');
    const inputs = torchShape(parameter)[1]!;
    const folds = parameter.name === first && shapes[i]![1] !== inputs;
    const numbers = folds ? foldGrey(first, read, tensor.shape, three, one, inputs) : read;
    return permute(numbers, torchShape(parameter), inverse(parameter.layout.axes));
  });
  wanted.forEach(({ variable }, i) =>
    tf.tidy(() => void variable.write(tf.tensor(values[i]!, variable.shape as number[]))),
  );
  return {
    loaded: wanted.map(({ name }) => name),
    kept: all.map(({ name }) => name).filter(keeps),
    ignored,
  };
}

/** The tensors under the model's names. */
function renamed(weights: WeightSource, rename: (name: string) => string): WeightSource {
  const theirs = new Map<string, string>();
  for (const name of weights.keys()) {
    const ours = rename(name);
    if (theirs.has(ours)) throw twice(theirs.get(ours)!, name, ours);
    theirs.set(ours, name);
  }
  return new Map([...theirs].map(([ours, name]) => [ours, weights.get(name)!]));
}

function unprefixed(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function torchShape({ variable, layout }: ModelParameter): number[] {
  return layout.axes.map((axis) => variable.shape[axis]!);
}

/** The shape that the file must have: the model's, or three channels where the first convolution is folded. */
function fileShape(parameter: ModelParameter, isFirst: boolean, source: WeightSource): number[] {
  const shape = torchShape(parameter);
  const came = source.get(parameter.name)?.shape;
  return isFirst && shape[1]! < 3 && came?.[1] === 3 ? [shape[0]!, 3, ...shape.slice(2)] : shape;
}

interface Wanted {
  name: string;
  shape: readonly number[];
  tensor: SourceTensor | undefined;
}

function checkAll(wanted: readonly Wanted[], extra: readonly string[], architecture: string): void {
  const missing = wanted.filter(({ tensor }) => tensor === undefined).map(({ name }) => name);
  const misshapen = wanted
    .filter(({ tensor, shape }) => tensor !== undefined && String(tensor.shape) !== String(shape))
    .map(
      ({ name, tensor, shape }) => `${name} [${tensor!.shape.join(', ')}] instead of [${shape.join(', ')}]`,
    );
  const faults = [
    ['missing', missing],
    ['unknown', extra],
    ['of another shape', misshapen],
  ] as const;
  if (faults.every(([, names]) => names.length === 0)) return;
  const text = faults
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: ${some(names)}`);
  throw new PneumoError(
    'WEIGHTS_MISMATCH',
    `The weights are not those of this ${architecture}; ${text.join('; ')}. Take the weights of this architecture; ` +
      "`classifier: 'keep'` leaves another classifier out, `prefix` takes a common beginning of the names away.",
    { details: { missing, extra: [...extra], misshapen } },
  );
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => cutText(name));
  return shown.join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}

import { PneumoError } from '@pneumo/core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** One weight of a model under the name that survives a restart. */
export interface NamedWeight {
  /** The name that its layer gave it, such as `block1_conv1/kernel`, without tfjs' suffix for uniqueness. */
  readonly name: string;
  /** The variable itself, owned by the model. */
  readonly variable: Variable;
}

/** The weights of a model, each list sorted by name so that its order depends on nothing else. */
export interface ModelWeights {
  /** Every weight, moving statistics included. */
  readonly all: readonly NamedWeight[];
  /** Those that a gradient step changes. */
  readonly trainable: readonly NamedWeight[];
}

/**
 * Lists the weights of a model by name. The order is that of the names' code units, so that two
 * processes which build the same model agree on it.
 *
 * @param model - any built layers model
 * @returns all weights, and the trainable ones
 * @throws PneumoError `INVALID_MODEL` when two weights share a name, one is not float32, or none is trainable
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ name: 'head', units: 1, inputShape: [2] })] });
 * modelWeights(model).trainable.map(({ name }) => name); // ['head/bias', 'head/kernel']
 * ```
 */
export function modelWeights(model: LayersModel): ModelWeights {
  const all = model.weights.map(named).sort(byName);
  for (const [i, weight] of all.entries()) {
    if (weight.name === all[i - 1]?.name) {
      throw new PneumoError(
        'INVALID_MODEL',
        `Two weights of the model are named '${weight.name}'; give its layers distinct names.`,
      );
    }
    if (weight.variable.dtype !== 'float32') {
      throw new PneumoError(
        'INVALID_MODEL',
        `The weight '${weight.name}' is ${weight.variable.dtype}; training takes float32 weights only.`,
      );
    }
  }
  const trainable = model.trainableWeights.map(named).sort(byName);
  if (trainable.length === 0) {
    throw new PneumoError('INVALID_MODEL', 'The model has no trainable weight; unfreeze at least one layer.');
  }
  return { all, trainable };
}

/**
 * The weights of a model that learn now and did not before, by name.
 *
 * @param model - the model, after what learns has been changed
 * @param learning - those that learnt before
 * @param epoch - the epoch (from 0), for the message
 * @throws PneumoError `INVALID_MODEL` when one that learnt no longer does
 */
export function joiningWeights(
  model: LayersModel,
  learning: readonly NamedWeight[],
  epoch: number,
): NamedWeight[] {
  const now = modelWeights(model).trainable;
  const names = new Set(now.map(({ name }) => name));
  const left = learning.filter(({ name }) => !names.has(name));
  if (left.length > 0) {
    throw new PneumoError(
      'INVALID_MODEL',
      `From epoch ${epoch + 1} on ${left.length} weights would no longer learn, the first of them '${left[0]!.name}'; expected that onBeforeEpoch only unfreezes.`,
      { details: { epoch: epoch + 1, weights: left.map(({ name }) => name) } },
    );
  }
  const before = new Set(learning.map(({ name }) => name));
  return now.filter(({ name }) => !before.has(name));
}

function named(weight: LayersModel['weights'][number]): NamedWeight {
  return { name: weight.originalName, variable: weight.read() as Variable };
}

function byName(a: NamedWeight, b: NamedWeight): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

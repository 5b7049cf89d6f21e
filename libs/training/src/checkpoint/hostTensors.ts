import { tensor } from '@tensorflow/tfjs-core';
import type { NamedWeight } from '../modelWeights.ts';
import type { HostTensor, HostTensors } from './checkpoint.ts';

/** Copies variables to the host. */
export async function readTensors(weights: readonly NamedWeight[]): Promise<HostTensors> {
  const entries: [string, HostTensor][] = [];
  for (const { name, variable } of weights) {
    // A backend may hand out its own buffer, which the next step overwrites: hence the copy.
    const values = Float32Array.from(await variable.data<'float32'>());
    entries.push([name, { shape: [...variable.shape], values }]);
  }
  return Object.fromEntries(entries);
}

/** Assigns host values to variables; names and shapes have been checked by {@link tensorDifferences}. */
export function writeTensors(weights: readonly NamedWeight[], tensors: HostTensors): void {
  for (const { name, variable } of weights) {
    const value = tensor(tensors[name]!.values.slice(), variable.shape, 'float32');
    variable.assign(value);
    value.dispose();
  }
}

/** What keeps host tensors from being assigned to variables: one line a difference. */
export function tensorDifferences(weights: readonly NamedWeight[], tensors: HostTensors): string[] {
  const names = new Set(weights.map(({ name }) => name));
  const extra = Object.keys(tensors).filter((name) => !names.has(name));
  return [
    ...weights.flatMap(({ name, variable }) => {
      const shape = tensors[name]?.shape;
      if (shape === undefined) return [`'${name}' [${variable.shape.join(', ')}] is missing`];
      if (shape.join() === variable.shape.join()) return [];
      return [`'${name}' is [${shape.join(', ')}] instead of [${variable.shape.join(', ')}]`];
    }),
    ...extra.map((name) => `'${name}' [${tensors[name]!.shape.join(', ')}] is not in the model`),
  ];
}

import type * as tfl from '@tensorflow/tfjs-layers';
import { PneumoError } from '@pneumo/core';

const NAME_BY_ACTIVATION: Readonly<Record<string, string>> = {
  linear: 'logits',
  sigmoid: 'probabilities',
  softmax: 'probabilities',
};

/** `logits` or `probabilities` for the one output of a classifier, else the names of the layers. */
export function defaultOutputNames(model: tfl.LayersModel): string[] {
  const names = model.outputs.map(({ sourceLayer }) => sourceLayer.name);
  const [output] = model.outputs;
  if (names.length > 1 || output!.shape.length !== 2) return distinct(names);
  const layer = output!.sourceLayer;
  if (!['Dense', 'Activation'].includes(layer.getClassName())) return names;
  return [NAME_BY_ACTIVATION[String(layer.getConfig()['activation'])] ?? names[0]!];
}

/** Layers may give several outputs, or stand as two of them. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}

/** Checks that there is one name for each input and output, none empty, none used twice. */
export function checkNames(
  model: tfl.LayersModel,
  inputNames: readonly string[],
  outputNames: readonly string[],
): void {
  check('inputNames', inputNames, model.inputs.length);
  check('outputNames', outputNames, model.outputs.length);
  const all = [...inputNames, ...outputNames];
  const twice = all.find((name, index) => all.indexOf(name) !== index);
  if (twice !== undefined)
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `The name '${twice}' stands for two inputs or outputs; expected a name of its own for each. Set inputNames or outputNames.`,
    );
}

function check(option: string, names: readonly string[], count: number): void {
  if (
    Array.isArray(names) &&
    names.length === count &&
    names.every((name) => typeof name === 'string' && name !== '')
  )
    return;
  throw new PneumoError(
    'INVALID_ARGUMENT',
    `${option} is ${JSON.stringify(names)}; expected ${count} text${count === 1 ? '' : 's'} that ${count === 1 ? 'is' : 'are'} not empty.`,
  );
}

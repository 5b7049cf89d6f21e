import { PneumoError } from '@pneumo/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Checks that a model takes one input and gives one logit per image.
 *
 * @throws PneumoError `INVALID_MODEL` naming the outputs that came and what was expected
 */
export function checkModel(model: LayersModel): void {
  const shapes = model.outputs.map((output) => output.shape);
  const shape = shapes[0];
  if (model.inputs.length !== 1 || shapes.length !== 1 || shape?.length !== 2 || shape[1] !== 1) {
    throw new PneumoError(
      'INVALID_MODEL',
      `The model has ${model.inputs.length} input(s) and outputs of shape ${shapes.map((s) => `[${s.map((size) => size ?? 'n').join(', ')}]`).join(', ')}; expected one input and one output of shape [n, 1], the logit.`,
    );
  }
}

import { PneumoError } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { DataContract } from './dataContract.ts';

/** Checks that a model takes what its contract says and gives one logit for each image. */
export function checkModelFits(model: tfl.LayersModel, contract: DataContract): void {
  const input = shapeOf(model.inputs);
  const output = shapeOf(model.outputs);
  const { inputSize, channels } = contract;
  if (input !== `[null, ${inputSize}, ${inputSize}, ${channels}]`) {
    throw new PneumoError(
      'CONTRACT_MISMATCH',
      `The model takes ${input} and its data contract says [null, ${inputSize}, ${inputSize}, ${channels}]; expected both to agree.`,
      { details: { input, inputSize, channels } },
    );
  }
  if (output !== '[null, 1]') {
    throw new PneumoError(
      'CONTRACT_MISMATCH',
      `The model gives ${output}; expected one logit an image, [null, 1].`,
      {
        details: { output },
      },
    );
  }
}

function shapeOf(tensors: tfl.SymbolicTensor[]): string {
  return tensors.map((tensor) => `[${tensor.shape.map(String).join(', ')}]`).join(' and ');
}

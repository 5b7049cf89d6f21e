import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/**
 * Computes a symbolic tensor of a model in inference mode from values of others, layer by layer, so that
 * gradients by any of these values can be taken. Layers in front of known values do not run. Call it
 * inside a tidy.
 */
export function evaluateGraph(
  wanted: tfl.SymbolicTensor,
  known: ReadonlyMap<tfl.SymbolicTensor, tf.Tensor>,
): tf.Tensor {
  const values = new Map(known);
  const evaluate = (symbol: tfl.SymbolicTensor): tf.Tensor => {
    const ready = values.get(symbol);
    if (ready !== undefined) return ready;
    const inputs = symbol.inputs.map(evaluate);
    const outputs = symbol.sourceLayer.apply(inputs.length === 1 ? inputs[0]! : inputs, {
      ...symbol.callArgs,
      training: false,
    }) as tf.Tensor | tf.Tensor[];
    const value = Array.isArray(outputs) ? outputs[symbol.outputTensorIndex ?? 0]! : outputs;
    values.set(symbol, value);
    return value;
  };
  return evaluate(wanted);
}

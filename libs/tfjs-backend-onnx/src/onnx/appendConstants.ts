import { ONNX_TYPE } from './OnnxModelBuilder.ts';
import { ProtoWriter } from './ProtoWriter.ts';
import type { HostArray, LazyDtype } from '../graph/lazy.ts';

/** A tensor that becomes a constant of a model. */
export interface NamedConstant {
  /** The name under which the model's nodes read it. */
  readonly name: string;
  /** Element type. */
  readonly dtype: LazyDtype;
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Elements. */
  readonly data: HostArray;
}

/**
 * Adds constants to a serialised model. Protocol buffers merge a message that occurs twice, so a second
 * graph field that holds nothing but initialisers completes the first one; the model itself need not be parsed.
 *
 * @param model - serialised ModelProto
 * @param constants - what its nodes read without having been given it
 * @returns the completed model; the same bytes where there is nothing to add
 */
export function appendConstants(model: Uint8Array, constants: readonly NamedConstant[]): Uint8Array {
  if (constants.length === 0) return model;
  const graph = new ProtoWriter();
  for (const { name, dtype, shape, data } of constants) {
    const tensor = new ProtoWriter();
    for (const size of shape) tensor.int(1, size);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    graph.bytes(5, tensor.int(2, ONNX_TYPE[dtype]).string(8, name).bytes(9, bytes).finish());
  }
  const suffix = new ProtoWriter().bytes(7, graph.finish()).finish();
  const whole = new Uint8Array(model.length + suffix.length);
  whole.set(model);
  whole.set(suffix, model.length);
  return whole;
}

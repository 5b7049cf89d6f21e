import { OnnxModelBuilder } from './OnnxModelBuilder.ts';

/** Adds its input `x`, a float32 [1], to itself as `y`: the least that a provider must be able to compute. */
export function doublingModel(): Uint8Array {
  const builder = new OnnxModelBuilder();
  builder.input('x', 'float32', [1]);
  builder.node('Add', ['x', 'x'], {}, ['y']);
  builder.output('y', 'float32', [1]);
  return builder.finish();
}

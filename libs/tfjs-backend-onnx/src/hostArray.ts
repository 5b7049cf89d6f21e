import type { HostArray, LazyDtype } from './graph/lazy.ts';

/**
 * A copy of elements in the array type of their dtype. A copy, because evaluation is later than the
 * call, and a caller may refill a buffer in between.
 *
 * @param values - any array of numbers or booleans
 * @param dtype - element type
 * @param size - number of elements
 */
export function hostArray(
  values: ArrayLike<number | boolean> | undefined,
  dtype: LazyDtype,
  size: number,
): HostArray {
  const Type = dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array;
  const copy = new Type(size);
  if (values !== undefined) copy.set(values as ArrayLike<number>);
  return copy;
}

/** The element type that an array stands for; bytes are bool. */
export function dtypeOf(values: HostArray): LazyDtype {
  return values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'bool';
}

/** One tensor of a file of weights, read when asked for. */
export interface SourceTensor {
  /** Sizes of its axes, in the file's order (PyTorch's: outputs first). */
  readonly shape: readonly number[];
  /** How the file stores its numbers, such as `'F16'`. */
  readonly dtype: string;
  /**
   * Its numbers, row-major. May be a view of the file: do not write into it.
   *
   * @throws PneumoError `UNSUPPORTED_DTYPE` when the numbers are not floating-point
   */
  read(): Float32Array;
}

/** The tensors of a file of weights by name. */
export type WeightSource = ReadonlyMap<string, SourceTensor>;

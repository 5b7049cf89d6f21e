import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyValue } from './graph/lazy.ts';

/** A bucket of TensorFlow.js: what one dataId stands for. */
export interface Bucket {
  /** Element type. */
  readonly dtype: DataType;
  /** Number of tensors that share it. */
  refCount: number;
  /** A Variable holds it, so reading it through the Variable means that the next step has begun. */
  assigned: boolean;
  /** Its elements, pending or on the host. */
  readonly value: LazyValue | null;
  /** Encoded strings, which never enter a graph. */
  readonly strings: Uint8Array[] | null;
  /** The parts of a complex64 tensor. */
  readonly complex: { readonly real: TensorInfo; readonly imag: TensorInfo } | null;
}

/** A bucket with one reference and nothing in it. */
export const EMPTY = { refCount: 1, assigned: false, value: null, strings: null, complex: null };

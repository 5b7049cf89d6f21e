import type { RemoteValue } from '../runtime/OnnxRuntime.ts';
import type { Lowering } from './Lowering.ts';

/** Element types that live in the lazy graph; complex64 and string stay on the host. */
export type LazyDtype = 'float32' | 'int32' | 'bool';

/** The elements of a value on the host: bool as bytes of 0 and 1. */
export type HostArray = Float32Array | Int32Array | Uint8Array;

/** What a recorded node does: a name (part of the structural hash) and how it becomes ONNX operators. */
export interface LazyOp<A = unknown> {
  /** Unique name of the operation. */
  readonly name: string;
  /** Lowered only when its value is asked for, so that a consumer may absorb it. */
  readonly deferred?: boolean;
  /** Emits the ONNX operators of a node and defines its outputs in the lowering. */
  lower(lowering: Lowering, node: LazyNode<A>): void;
}

/** One recorded operation. */
export interface LazyNode<A = unknown> {
  /** Position in the order of recording. */
  readonly id: number;
  /** The operation. */
  readonly op: LazyOp<A>;
  /** Its attributes, plain JSON. */
  readonly attrs: A;
  /** Values that it reads. */
  readonly inputs: readonly LazyValue[];
  /** Values that it makes. */
  readonly outputs: readonly LazyValue[];
  /** Operation, attributes and output types as one string: the node's part of the structural hash. */
  readonly signature: string;
}

/**
 * A tensor value: pending while `node` is set, afterwards (or from the start) known: on the host, with
 * a runtime that works beside the caller (computed or on the way), or both.
 */
export interface LazyValue {
  /** Unique number; a value never changes, so it also names a version of a variable. */
  readonly id: number;
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Element type. */
  readonly dtype: LazyDtype;
  /** The node that makes it, while pending. */
  node: LazyNode | null;
  /** Its elements, once known here. */
  host: HostArray | null;
  /** Its elements with the runtime, computed or on the way. */
  remote: RemoteValue | null;
  /** Somebody else holds the host array, so it cannot be given away. */
  lent: boolean;
  /** The value of which this is another shape. */
  readonly origin: LazyValue | null;
  /** Number of TensorFlow.js data buckets that hold it. */
  owners: number;
  /** Some recorded operation reads it. */
  used: boolean;
  /** It was left pending by a flush before. */
  postponed: boolean;
  /** A Variable holds it (or did): worth being a constant of a model that is run many times. */
  weight: boolean;
  /** Name and attributes of the operation that made it; empty for host values. */
  readonly madeBy: string;
  /** Known to be zero everywhere (a gradient that another one already contains). */
  readonly zero: boolean;
}

import type { HostArray, LazyDtype } from '../graph/lazy.ts';

/** How a session is compiled. */
export interface SessionSettings {
  /** Threads within an operator. */
  readonly threads: number;
  /** ONNX Runtime's graph optimisation level. */
  readonly optimization: 'disabled' | 'basic' | 'extended' | 'all';
  /** Keep freed memory for the next run: faster, with a higher peak. */
  readonly arena: boolean;
  /** Path prefix of a profile that ONNX Runtime writes when the session is released. */
  readonly profile?: string;
}

/** A tensor handed to or received from a session. */
export interface RuntimeTensor {
  /** Element type. */
  readonly dtype: LazyDtype;
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Elements, row-major; bool as bytes of 0 and 1. */
  readonly data: HostArray;
}

/** A compiled model. */
export interface RuntimeSession {
  /**
   * Runs the model now.
   *
   * @param feeds - the graph inputs by name
   * @param outputs - names of the wanted outputs
   * @returns the outputs in the order of `outputs`
   */
  run(feeds: ReadonlyMap<string, RuntimeTensor>, outputs: readonly string[]): HostArray[];
  /** Frees what the session holds. */
  release(): void;
}

/**
 * What the backend needs of an ONNX Runtime: compile the bytes of a model, run it. onnxruntime-node
 * implements it in the `/node` entry; other builds of ONNX Runtime can be put behind it.
 */
export interface OnnxRuntime {
  /** Name and version, for messages and environment files. */
  readonly name: string;
  /** Compiles a model. */
  compile(model: Uint8Array, settings: SessionSettings): RuntimeSession;
}

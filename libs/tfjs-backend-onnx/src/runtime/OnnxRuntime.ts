import type { LoweringPlan } from '../graph/LoweringPlan.ts';
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

/**
 * A value that a runtime keeps, computed or on the way. Runtimes that compute beside the caller hand
 * these out; those that compute at once hand out arrays.
 */
export interface RemoteValue {
  /**
   * The elements, as soon as they are there.
   *
   * @returns the elements; rejected with the reason where computing them failed
   */
  read(): Promise<HostArray>;
  /**
   * The elements; waits for them where the runtime can.
   *
   * @throws PneumoError `SYNC_READ` where it cannot, and they are not there yet
   */
  readSync(): HostArray;
  /** Frees it; a second call does nothing. */
  release(): void;
}

/** A tensor handed to a session. */
export interface RuntimeTensor {
  /** Element type. */
  readonly dtype: LazyDtype;
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Elements, row-major (bool as bytes of 0 and 1), or a value that the runtime made. */
  readonly data: HostArray | RemoteValue;
}

/** Why a run that was under way failed. */
export interface RuntimeFailure {
  /** What could not be done. */
  readonly verb: 'compile' | 'run';
  /** What the runtime said. */
  readonly cause: unknown;
}

/** A compiled model. */
export interface RuntimeSession {
  /**
   * Runs the model, after everything that was asked for before.
   *
   * @param feeds - the graph inputs by name
   * @param outputs - names of the wanted outputs
   * @param settled - called once when a run whose outputs are remote has ended, with the reason where it failed
   * @returns the outputs in the order of `outputs`: all of them arrays, or all of them remote
   */
  run(
    feeds: ReadonlyMap<string, RuntimeTensor>,
    outputs: readonly string[],
    settled?: (failure?: RuntimeFailure) => void,
  ): readonly (HostArray | RemoteValue)[];
  /** Frees what the session holds. */
  release(): void;
}

/**
 * What the backend needs of an ONNX Runtime: compile the bytes of a model, run it. The `/node` entry
 * implements it on onnxruntime-node, in the caller's thread or beside it, the `/web` entry on
 * onnxruntime-web; other builds of ONNX Runtime can be put behind it.
 */
export interface OnnxRuntime {
  /** Name and version, for messages and environment files. */
  readonly name: string;
  /**
   * Compiles a model.
   *
   * @param model - serialised ModelProto
   * @param settings - threads, optimisation, memory
   * @param constants - tensors that the model reads as constants under these names, without containing them
   * @returns a session; a runtime that compiles beside the caller reports a failure at its first run
   */
  compile(
    model: Uint8Array,
    settings: SessionSettings,
    constants?: ReadonlyMap<string, RuntimeTensor>,
  ): RuntimeSession;
  /**
   * Takes elements over that several runs will read; only for runtimes with a memory of their own.
   *
   * @param data - the elements
   * @param giveAway - nobody else needs the array, so it may be moved instead of copied
   */
  upload?(data: HostArray, giveAway: boolean): RemoteValue;
  /**
   * Finds out how this machine computes best, where the backend cannot do it by synchronous runs.
   *
   * @param threads - threads within an operator
   */
  plan?(threads: number): LoweringPlan;
  /** Resolves when the runtime has started; rejected with the reason where it cannot. Only where starting takes time. */
  ready?(): Promise<void>;
  /** Number of remote values that were not released. */
  held?(): number;
  /** Ends it; what it holds is lost. */
  close?(): void;
}

/** A session that computes at once, in the caller's thread. */
export interface DirectSession extends RuntimeSession {
  /**
   * Runs the model now.
   *
   * @param feeds - the graph inputs by name
   * @param outputs - names of the wanted outputs
   * @param settled - never called
   * @returns the outputs in the order of `outputs`
   */
  run(
    feeds: ReadonlyMap<string, RuntimeTensor>,
    outputs: readonly string[],
    settled?: (failure?: RuntimeFailure) => void,
  ): readonly HostArray[];
}

/** A runtime that computes at once, in the caller's thread. */
export interface DirectRuntime extends OnnxRuntime {
  /**
   * Compiles a model now.
   *
   * @param model - serialised ModelProto
   * @param settings - threads, optimisation, memory
   * @param constants - tensors that the model reads as constants under these names, without containing them
   */
  compile(
    model: Uint8Array,
    settings: SessionSettings,
    constants?: ReadonlyMap<string, RuntimeTensor>,
  ): DirectSession;
}

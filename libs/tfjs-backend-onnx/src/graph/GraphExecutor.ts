import type { PneumoError } from '@pneumo/core';
import { reshapeOp } from '../kernels/Reshape.ts';
import type {
  OnnxRuntime,
  RemoteValue,
  RuntimeFailure,
  RuntimeTensor,
  SessionSettings,
} from '../runtime/OnnxRuntime.ts';
import { compileGraph } from './compileGraph.ts';
import { constantInputs, isTraining } from './constantInputs.ts';
import { failed, guard } from './executionError.ts';
import type { HostArray, LazyNode, LazyValue } from './lazy.ts';
import type { LoweringPlan } from './LoweringPlan.ts';
import { isLarge, isSmall } from './graphWork.ts';
import { pendingGraph, type PendingGraph } from './pendingGraph.ts';
import { type CachedSession, SessionCache } from './SessionCache.ts';

/** Counters of what the executor did. */
export interface ExecutorCounts {
  /** Models compiled since the start. */
  readonly compiled: number;
  /** Graphs run since the start. */
  readonly runs: number;
  /** Sessions held now. */
  readonly sessions: number;
  /** Values that lie with a runtime that works beside the caller, a worker for instance; 0 for others. */
  readonly held: number;
}

/** What the executor needs to know at the start. */
export interface ExecutorOptions {
  /** Compiles and runs models. */
  readonly runtime: OnnxRuntime;
  /** Threads within an operator. */
  readonly threads: number;
  /** Gives the choices of this machine. */
  readonly plan: () => LoweringPlan;
  /** Greatest number of compiled models held at once. */
  readonly maxSessions: number;
  /** Keep freed memory for the next run. */
  readonly arena: boolean;
  /** Path prefix of profiles, for tuning. */
  readonly profile?: string;
}

/** What the executor tells its graph about runs beside the caller. */
export interface ExecutorEvents {
  /** A run has ended, so what it read may be freed. */
  settled(): void;
  /** A run failed, so a value is pending again. */
  restored(value: LazyValue): void;
  /** A value was uploaded that no tensor holds. */
  unowned(remote: RemoteValue): void;
}

/** A run that is under way beside the caller. */
interface Flight {
  readonly graph: PendingGraph;
  readonly entry: CachedSession;
  /** What made the outputs, to be made again where the run fails. */
  readonly makers: readonly LazyNode[];
  results: readonly RemoteValue[];
}

/** Bytes from which on a runtime with a memory of its own gets an array once, not at every run. */
const UPLOAD = 4096;

/**
 * Evaluates pending values: one ONNX model for all of them, compiled once for each structure and
 * kept, least recently used out first.
 */
export class GraphExecutor {
  readonly #options: ExecutorOptions;
  readonly #events: ExecutorEvents;
  readonly #cache: SessionCache;
  readonly #flights = new Set<Flight>();
  readonly #failures = new WeakMap<RemoteValue, PneumoError>();
  #idle: (() => void)[] = [];
  #compiled = 0;
  #runs = 0;

  constructor(options: ExecutorOptions, events: ExecutorEvents) {
    this.#options = options;
    this.#events = events;
    this.#cache = new SessionCache(options.maxSessions, options.arena);
  }

  /** What was done so far. */
  get counts(): ExecutorCounts {
    const held = this.#options.runtime.held?.() ?? 0;
    return { compiled: this.#compiled, runs: this.#runs, sessions: this.#cache.size, held };
  }

  /** The values that runs under way read. */
  *underWay(): Iterable<LazyValue> {
    for (const { graph } of this.#flights) yield* graph.inputs;
  }

  /** Resolves when no run is under way. */
  idle(): Promise<void> {
    return this.#flights.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => void this.#idle.push(resolve));
  }

  /** Evaluates values and whatever they depend on; afterwards they are on the host, or with the runtime. */
  evaluate(values: Iterable<LazyValue>): void {
    const graph = pendingGraph(values);
    if (graph.outputs.length === 0) return;
    const entry = this.#session(graph);
    const feeds = new Map<string, RuntimeTensor>();
    graph.inputs.forEach((value, position) => {
      if (!entry.baked.has(value)) feeds.set(entry.compiled.inputNames[position]!, this.#tensor(value));
    });
    this.#runs++;
    const flight: Flight = { graph, entry, makers: graph.outputs.map(({ node }) => node!), results: [] };
    this.#flights.add(flight);
    let results: readonly (HostArray | RemoteValue)[];
    try {
      results = guard(graph, 'run', () =>
        entry.session.run(feeds, entry.compiled.outputNames, (failure) => this.#settle(flight, failure)),
      );
    } catch (error) {
      this.#flights.delete(flight);
      throw error;
    }
    if (ArrayBuffer.isView(results[0])) this.#flights.delete(flight);
    else flight.results = results as readonly RemoteValue[];
    graph.outputs.forEach((value, position) => {
      const result = results[position]!;
      if (ArrayBuffer.isView(result)) value.host = result;
      else value.remote = result;
      value.node = null;
    });
  }

  /** The elements of a value that lies with the runtime. */
  async read({ remote }: LazyValue): Promise<HostArray> {
    try {
      return await remote!.read();
    } catch (error) {
      throw this.#failures.get(remote!) ?? error;
    }
  }

  /** The elements of a value that lies with the runtime, now. */
  readSync({ remote }: LazyValue): HostArray {
    try {
      return remote!.readSync();
    } catch (error) {
      throw this.#failures.get(remote!) ?? error;
    }
  }

  /** Drops every session whose model holds the contents of this value as a constant. */
  forget(value: LazyValue): void {
    this.#cache.dropWhere(({ baked }) => baked.has(value));
  }

  /** Releases all sessions. */
  release(): void {
    this.#cache.dropWhere(() => true);
  }

  #session(graph: PendingGraph): CachedSession {
    const baked = constantInputs(graph);
    const key = baked.size === 0 ? graph.key : `${graph.key} const ${[...baked].map(({ id }) => id).join()}`;
    return this.#cache.take(key, isLarge(graph), (arena) => this.#compile(key, graph, baked, arena));
  }

  #compile(key: string, graph: PendingGraph, baked: ReadonlySet<LazyValue>, arena: boolean): CachedSession {
    const { runtime, threads, profile, plan } = this.#options;
    const compiled = compileGraph(graph, plan, baked);
    const constants = new Map<string, RuntimeTensor>();
    graph.inputs.forEach((value, position) => {
      if (baked.has(value)) constants.set(compiled.inputNames[position]!, this.#tensor(value));
    });
    const settings: SessionSettings = {
      // Threads cost more to start and stop than a small graph takes to run.
      threads: isSmall(graph) ? 1 : threads,
      // Beyond `basic`, ONNX Runtime 1.30 crashes where Transpose or Cast feeds a MatMul of a training graph.
      optimization: baked.size > 0 && !isTraining(graph) ? 'all' : 'basic',
      arena,
      ...(profile === undefined ? {} : { profile }),
    };
    const session = guard(graph, 'compile', () => runtime.compile(compiled.model, settings, constants));
    this.#compiled++;
    return { key, session, compiled, baked, arena, large: isLarge(graph) };
  }

  /** A known value as the runtime takes it. */
  #tensor(value: LazyValue): RuntimeTensor {
    const { dtype, shape } = value;
    if (value.remote === null) this.#upload(value);
    return { dtype, shape, data: value.remote ?? value.host! };
  }

  /** Gives a large array to a runtime with a memory of its own, so that it crosses over once. */
  #upload(value: LazyValue): void {
    const { runtime } = this.#options;
    const { origin, host } = value;
    if (runtime.upload === undefined || host === null || host.byteLength < UPLOAD) return;
    if (origin !== null && origin.remote === null) this.#upload(origin);
    value.remote = origin?.remote ?? runtime.upload(host, !value.lent);
    if (origin !== null) return;
    if (!value.lent) value.host = null;
    if (value.owners === 0) this.#events.unowned(value.remote);
  }

  #settle(flight: Flight, failure: RuntimeFailure | undefined): void {
    this.#flights.delete(flight);
    if (failure !== undefined) this.#restore(flight, failure);
    this.#events.settled();
    if (this.#flights.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Makes the outputs of a failed run pending again, so that each of them may still be computed without the others. */
  #restore({ graph, entry, makers, results }: Flight, { verb, cause }: RuntimeFailure): void {
    const error = failed(graph, verb, cause);
    graph.outputs.forEach((value, position) => {
      const remote = results[position]!;
      this.#failures.set(remote, error);
      remote.release();
      value.remote = null;
      value.node = makers[position]!;
      this.#events.restored(value);
    });
    for (const input of graph.inputs) {
      const { origin, id, shape, dtype } = input;
      if (origin === null || origin.node === null) continue;
      const signature = `${reshapeOp.name}${dtype}[${shape.join()}]`;
      input.remote = null;
      input.node = { id, op: reshapeOp, attrs: {}, inputs: [origin], outputs: [input], signature };
    }
    this.#cache.drop(entry);
  }
}

import { PneumoError } from '@pneumo/core';
import type { OnnxRuntime, RuntimeSession, RuntimeTensor, SessionSettings } from '../runtime/OnnxRuntime.ts';
import { compileGraph, type CompiledGraph } from './compileGraph.ts';
import { constantInputs } from './constantInputs.ts';
import { describeNode } from './describeNode.ts';
import type { LazyValue } from './lazy.ts';
import type { LoweringPlan } from './LoweringPlan.ts';
import { isLarge, isSmall } from './graphWork.ts';
import { pendingGraph, type PendingGraph } from './pendingGraph.ts';

/** Counters of what the executor did. */
export interface ExecutorCounts {
  /** Models compiled since the start. */
  readonly compiled: number;
  /** Graphs run since the start. */
  readonly runs: number;
  /** Sessions held now. */
  readonly sessions: number;
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

interface CachedSession {
  readonly session: RuntimeSession;
  readonly compiled: CompiledGraph;
  readonly baked: ReadonlySet<LazyValue>;
  /** It keeps the memory of its intermediate results for the next run. */
  readonly arena: boolean;
  readonly large: boolean;
}

/** Sessions of large graphs that may keep their memory: training, validation, and one more. */
const MAX_LARGE_ARENAS = 3;

/**
 * Evaluates pending values: one ONNX model for all of them, compiled once for each structure and
 * kept, least recently used out first.
 */
export class GraphExecutor {
  readonly #options: ExecutorOptions;
  readonly #cache = new Map<string, CachedSession>();
  #compiled = 0;
  #runs = 0;
  #lastKey = '';

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** What was done so far. */
  get counts(): ExecutorCounts {
    return { compiled: this.#compiled, runs: this.#runs, sessions: this.#cache.size };
  }

  /** Evaluates values and whatever they depend on; afterwards they are on the host. */
  evaluate(values: Iterable<LazyValue>): void {
    const graph = pendingGraph(values);
    if (graph.outputs.length === 0) return;
    const { session, compiled } = this.#session(graph);
    const feeds = new Map<string, RuntimeTensor>();
    graph.inputs.forEach((value, position) => {
      const name = compiled.inputNames[position]!;
      if (name !== null) feeds.set(name, { dtype: value.dtype, shape: value.shape, data: value.host! });
    });
    this.#runs++;
    const results = this.#guard(graph, 'run', () => session.run(feeds, compiled.outputNames));
    graph.outputs.forEach((value, position) => {
      value.host = results[position]!;
      value.node = null;
    });
  }

  /** Drops every session whose model holds the contents of this value as a constant. */
  forget(value: LazyValue): void {
    for (const [key, cached] of this.#cache) {
      if (cached.baked.has(value)) this.#drop(key, cached);
    }
  }

  /** Releases all sessions. */
  release(): void {
    for (const [key, cached] of this.#cache) this.#drop(key, cached);
  }

  #session(graph: PendingGraph): CachedSession {
    const baked = constantInputs(graph);
    const key = baked.size === 0 ? graph.key : `${graph.key} const ${[...baked].map(({ id }) => id).join()}`;
    const known = this.#cache.get(key);
    const again = key === this.#lastKey;
    this.#lastKey = key;
    if (known !== undefined) {
      this.#cache.delete(key);
      const promoted = known.large && !known.arena && again && this.#options.arena;
      if (promoted) known.session.release();
      const session = promoted ? this.#compile(graph, baked, true) : known;
      this.#cache.set(key, session);
      if (promoted) this.#bound((entry) => entry.large && entry.arena, MAX_LARGE_ARENAS);
      return session;
    }
    const arenas = [...this.#cache.values()].filter((entry) => entry.large && entry.arena).length;
    const made = this.#compile(graph, baked, this.#options.arena && (arenas === 0 || !isLarge(graph)));
    this.#cache.set(key, made);
    this.#bound(() => true, this.#options.maxSessions);
    return made;
  }

  /**
   * Compiles a graph. A second large one gets no memory arena at first: a short last batch runs once an
   * epoch and should not hold a gigabyte until the next. Run twice in a row, it is compiled again with one.
   */
  #compile(graph: PendingGraph, baked: ReadonlySet<LazyValue>, arena: boolean): CachedSession {
    const compiled = compileGraph(graph, this.#options.plan, baked);
    const large = isLarge(graph);
    const settings: SessionSettings = {
      // Threads cost more to start and stop than a small graph takes to run.
      threads: isSmall(graph) ? 1 : this.#options.threads,
      // Beyond `basic`, ONNX Runtime 1.30 crashes where Transpose or Cast feeds a MatMul of a training graph.
      optimization: baked.size > 0 ? 'all' : 'basic',
      arena,
      ...(this.#options.profile === undefined ? {} : { profile: this.#options.profile }),
    };
    const session = this.#guard(graph, 'compile', () =>
      this.#options.runtime.compile(compiled.model, settings),
    );
    this.#compiled++;
    return { session, compiled, baked, arena, large };
  }

  /** Drops the least recently used of the sessions of a kind beyond a number. */
  #bound(kind: (entry: CachedSession) => boolean, most: number): void {
    let surplus = [...this.#cache.values()].filter(kind).length - most;
    for (const [key, entry] of this.#cache) {
      if (surplus <= 0) return;
      if (!kind(entry)) continue;
      this.#drop(key, entry);
      surplus--;
    }
  }

  #drop(key: string, cached: CachedSession): void {
    this.#cache.delete(key);
    cached.session.release();
  }

  #guard<T>(graph: PendingGraph, verb: string, action: () => T): T {
    try {
      return action();
    } catch (cause) {
      const shown = graph.nodes.slice(-8).map(describeNode).join('; ');
      throw new PneumoError(
        'ONNX_RUNTIME_FAILED',
        `ONNX Runtime could not ${verb} a graph of ${graph.nodes.length} kernels (the last: ${shown}): ${String(cause)}`,
        { cause },
      );
    }
  }
}

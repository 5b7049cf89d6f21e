import type { RuntimeSession } from '../runtime/OnnxRuntime.ts';
import type { CompiledGraph } from './compileGraph.ts';
import type { LazyValue } from './lazy.ts';

/** A compiled graph that is kept. */
export interface CachedSession {
  /** Structure of the graph, and which contents it holds as constants. */
  readonly key: string;
  /** What runs it. */
  readonly session: RuntimeSession;
  /** The model's names for inputs and outputs. */
  readonly compiled: CompiledGraph;
  /** Values whose contents are constants of the model. */
  readonly baked: ReadonlySet<LazyValue>;
  /** It keeps the memory of its intermediate results for the next run. */
  readonly arena: boolean;
  /** A graph of much work. */
  readonly large: boolean;
}

/** Sessions of large graphs that may keep their memory: training, validation, and one more. */
const MAX_LARGE_ARENAS = 3;

/**
 * Compiled graphs by key, least recently used out first. A second large one gets no memory arena at first: a
 * short last batch runs once an epoch and should not hold a gigabyte until the next. Run twice in a row, it is
 * compiled again with one.
 */
export class SessionCache {
  readonly #sessions = new Map<string, CachedSession>();
  readonly #most: number;
  readonly #arenas: boolean;
  #lastKey = '';

  /**
   * @param most - greatest number of sessions held
   * @param arenas - whether any may keep memory
   */
  constructor(most: number, arenas: boolean) {
    this.#most = most;
    this.#arenas = arenas;
  }

  /** Number of sessions held. */
  get size(): number {
    return this.#sessions.size;
  }

  /**
   * The session of a key, compiled where there is none yet or where it has earned an arena.
   *
   * @param key - of the graph
   * @param large - whether it is a graph of much work
   * @param compile - makes a session, with an arena or without
   */
  take(key: string, large: boolean, compile: (arena: boolean) => CachedSession): CachedSession {
    const known = this.#sessions.get(key);
    const again = key === this.#lastKey;
    this.#lastKey = key;
    if (known === undefined) {
      const arena = this.#arenas && !(large && [...this.#sessions.values()].some(holdsMuch));
      const made = compile(arena);
      this.#sessions.set(key, made);
      this.#bound(() => true, this.#most);
      return made;
    }
    this.#sessions.delete(key);
    const promoted = known.large && !known.arena && again && this.#arenas;
    if (promoted) known.session.release();
    const session = promoted ? compile(true) : known;
    this.#sessions.set(key, session);
    if (promoted) this.#bound(holdsMuch, MAX_LARGE_ARENAS);
    return session;
  }

  /** Drops a session, where it is still held. */
  drop(cached: CachedSession): void {
    if (this.#sessions.get(cached.key) !== cached) return;
    this.#sessions.delete(cached.key);
    cached.session.release();
  }

  /** Drops those that a test picks. */
  dropWhere(test: (cached: CachedSession) => boolean): void {
    for (const cached of this.#sessions.values()) if (test(cached)) this.drop(cached);
  }

  /** Drops the least recently used of the sessions of a kind beyond a number. */
  #bound(kind: (cached: CachedSession) => boolean, most: number): void {
    let surplus = [...this.#sessions.values()].filter(kind).length - most;
    this.dropWhere((cached) => surplus > 0 && kind(cached) && surplus-- > 0);
  }
}

function holdsMuch({ large, arena }: CachedSession): boolean {
  return large && arena;
}

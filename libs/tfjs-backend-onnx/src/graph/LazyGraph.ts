import { util } from '@tensorflow/tfjs-core';
import { hostArray } from '../hostArray.ts';
import { graphFailed } from './executionError.ts';
import { GraphExecutor, type ExecutorCounts, type ExecutorOptions } from './GraphExecutor.ts';
import type { HostArray, LazyDtype, LazyNode, LazyOp, LazyValue } from './lazy.ts';
import type { LoweringPlan } from './LoweringPlan.ts';
import { RemoteKeeper } from './RemoteKeeper.ts';
import { zerosOp } from './zerosOp.ts';

/** Elements from which on an intermediate result is worth not copying out. */
const LARGE = 1 << 16;

/** What {@link LazyGraph} is built from. */
export interface LazyGraphOptions extends ExecutorOptions {
  /** Pending operations after which the graph is evaluated although nobody reads; a safety net. */
  readonly maxPending: number;
}

/** Shape and element type of a value. */
export interface ValueType {
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Element type. */
  readonly dtype: LazyDtype;
}

/** The recorded operations and the values that somebody holds; evaluates them on demand. */
export class LazyGraph {
  readonly #options: LazyGraphOptions;
  readonly #executor: GraphExecutor;
  readonly #live = new Set<LazyValue>();
  readonly #keeper = new RemoteKeeper(() => [...this.#live, ...this.#executor.underWay()]);
  #ids = 0;
  #pendingNodes = 0;

  constructor(options: LazyGraphOptions) {
    this.#options = options;
    this.#executor = new GraphExecutor(options, {
      settled: () => this.#keeper.schedule(),
      restored: (value) => {
        if (value.owners > 0) this.#live.add(value);
      },
      unowned: (remote) => this.#keeper.condemn(remote),
    });
  }

  /** What was done so far. */
  get counts(): ExecutorCounts {
    return this.#executor.counts;
  }

  /** The choices of this machine, probed where that was not needed yet. */
  plan(): LoweringPlan {
    return this.#options.plan();
  }

  /** Records an operation. Outputs without elements are known at once. */
  record<A>(
    op: LazyOp<A>,
    inputs: readonly LazyValue[],
    attrs: A,
    outputs: readonly ValueType[],
  ): LazyValue[] {
    if (this.#pendingNodes++ > this.#options.maxPending) this.flush();
    const label = op.name + JSON.stringify(attrs, exactNumbers);
    for (const input of inputs) input.used = true;
    const values = outputs.map((type) => this.#value(type, null, label));
    const types = outputs.map(({ shape, dtype }) => `${dtype}[${shape.join()}]`).join();
    const node = { id: this.#ids++, op, attrs, inputs, outputs: values, signature: label + types };
    for (const value of values) {
      if (util.sizeFromShape(value.shape as number[]) === 0) value.host = hostArray([], value.dtype, 0);
      else value.node = node as LazyNode;
    }
    return values;
  }

  /** A value of known elements. */
  host(elements: HostArray, type: ValueType): LazyValue {
    return this.#value(type, elements, '');
  }

  /** A known value in another shape. */
  alias(value: LazyValue, shape: readonly number[]): LazyValue {
    // Two values share the array now, so neither may give it away.
    value.lent = true;
    const made = this.#value({ shape, dtype: value.dtype }, value.host, '', false, value);
    made.remote = value.remote;
    made.lent = true;
    return made;
  }

  /** Float32 zeros that are known to be zeros. */
  zeros(shape: readonly number[]): LazyValue {
    const value = this.#value({ shape, dtype: 'float32' }, null, 'Zeros', true);
    const signature = `Zeros[${shape.join()}]`;
    value.node = { id: this.#ids++, op: zerosOp, attrs: {}, inputs: [], outputs: [value], signature };
    return value;
  }

  /** One holder more of a value. */
  hold(value: LazyValue): void {
    value.owners++;
    if (value.node !== null) this.#live.add(value);
  }

  /** One holder less; a value that nobody holds is no longer computed for its own sake. */
  drop(value: LazyValue): void {
    if (--value.owners > 0) return;
    this.#live.delete(value);
    this.#executor.forget(value);
    if (value.remote !== null) this.#keeper.condemn(value.remote);
  }

  /** The elements of a value, computed now where nobody did it yet; waits for a runtime that works beside the caller. */
  async read(value: LazyValue): Promise<HostArray> {
    for (let attempt = 0; ; attempt++) {
      this.#start(value, attempt);
      if (value.host !== null) return this.#lend(value, value.host);
      try {
        return this.#lend(value, await this.#executor.read(value));
      } catch (error) {
        if (attempt > 0 || value.node === null || !graphFailed(error)) throw error;
      }
    }
  }

  /** The elements of a value now. Fails on a runtime that cannot wait, unless they are already here. */
  readSync(value: LazyValue): HostArray {
    for (let attempt = 0; ; attempt++) {
      this.#start(value, attempt);
      if (value.host !== null) return this.#lend(value, value.host);
      try {
        return this.#lend(value, this.#executor.readSync(value));
      } catch (error) {
        // Something else in the same run may be at fault; what was asked for is tried by itself.
        if (attempt > 0 || value.node === null || !graphFailed(error)) throw error;
      }
    }
  }

  /** Resolves when no run is under way. */
  idle(): Promise<void> {
    return this.#executor.idle();
  }

  /**
   * Computes what is pending and held. Large intermediate results that nobody asked for stay pending
   * once: a read inside `tf.tidy` would otherwise copy out every activation that is about to be disposed.
   *
   * @param demanded - the value that was asked for
   */
  flush(demanded: LazyValue | null = null): void {
    const wanted: LazyValue[] = [];
    for (const value of this.#live) {
      if (value !== demanded && !value.postponed && isBulk(value)) value.postponed = true;
      else wanted.push(value);
    }
    try {
      this.#executor.evaluate(wanted);
    } catch (error) {
      // Something else that is pending may be at fault; what was asked for must not suffer from it.
      if (demanded === null || wanted.length === 1) throw error;
      this.#executor.evaluate([demanded]);
      this.#live.delete(demanded);
      return;
    }
    for (const value of wanted) this.#live.delete(value);
    this.#pendingNodes = 0;
  }

  /** Frees the compiled models. */
  release(): void {
    this.#executor.release();
  }

  /** Sees to it that a value is computed or under way; at a second attempt by itself. */
  #start(value: LazyValue, attempt: number): void {
    if (value.node === null) return;
    if (attempt === 0) return this.flush(value);
    this.#executor.evaluate([value]);
    this.#live.delete(value);
  }

  /** Keeps the elements for the next reader; whoever has them now may hold on to them. */
  #lend(value: LazyValue, host: HostArray): HostArray {
    value.host = host;
    value.lent = true;
    return host;
  }

  #value(
    { shape, dtype }: ValueType,
    host: HostArray | null,
    madeBy: string,
    zero = false,
    origin: LazyValue | null = null,
  ): LazyValue {
    const flags = {
      owners: 0,
      used: false,
      postponed: false,
      weight: false,
      lent: false,
      zero,
    };
    const id = this.#ids++;
    return { id, shape: [...shape], dtype, node: null, host, remote: null, origin, madeBy, ...flags };
  }
}

/** Large, read by other operations, and not a variable's: probably an activation on its way out. */
function isBulk({ used, weight, shape }: LazyValue): boolean {
  return used && !weight && util.sizeFromShape(shape as number[]) > LARGE;
}

/** JSON writes NaN and the infinities as null, which would make different operations look equal. */
function exactNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? `${Object.is(value, -0) ? '-0' : value}`
    : value;
}

import type { RemoteValue } from '../runtime/OnnxRuntime.ts';
import type { LazyValue } from './lazy.ts';
import { valuesRead } from './valuesRead.ts';

/**
 * Frees what lies with a runtime once no tensor holds it and nothing pending or under way reads it. It
 * looks when the present kernel is done (in a microtask), because a kernel may have taken a value up
 * and not yet recorded what it does with it.
 */
export class RemoteKeeper {
  readonly #condemned = new Set<RemoteValue>();
  readonly #readers: () => Iterable<LazyValue>;
  #scheduled = false;

  /** @param readers - values that may still be computed, and values that runs under way read */
  constructor(readers: () => Iterable<LazyValue>) {
    this.#readers = readers;
  }

  /** Frees a value as soon as nothing reads it. */
  condemn(remote: RemoteValue): void {
    this.#condemned.add(remote);
    this.schedule();
  }

  /** Looks again soon. */
  schedule(): void {
    if (this.#scheduled || this.#condemned.size === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#sweep();
    });
  }

  #sweep(): void {
    if (this.#condemned.size === 0) return;
    const needed = new Set<RemoteValue>();
    for (const { remote } of valuesRead(this.#readers())) if (remote !== null) needed.add(remote);
    for (const remote of this.#condemned) {
      if (needed.has(remote)) continue;
      this.#condemned.delete(remote);
      remote.release();
    }
  }
}

import type { HostArray } from '../../graph/lazy.ts';
import type { RemoteValue, RuntimeFailure } from '../../runtime/OnnxRuntime.ts';
import type { RuntimeThread } from './RuntimeThread.ts';

/** A value that lies in the thread, computed or on the way. */
export class RemoteHandle implements RemoteValue {
  /** Its number there. */
  readonly id: number;
  readonly #thread: RuntimeThread;
  readonly #freed: (handle: RemoteHandle) => void;
  #released = false;

  /**
   * @param thread - where the value lies
   * @param freed - called when it is released
   */
  constructor(thread: RuntimeThread, freed: (handle: RemoteHandle) => void) {
    this.id = thread.newId();
    this.#thread = thread;
    this.#freed = freed;
  }

  /** The elements, as soon as they are computed. */
  read(): Promise<HostArray> {
    return new Promise((resolve, reject) => {
      this.#thread.ask((id) => ({ type: 'read', id, value: this.id }), {
        answered: (result) => resolve(result as HostArray),
        failed: ({ cause }) => reject(cause as Error),
      });
    });
  }

  /** The elements; the caller stands still until they are computed. */
  readSync(): HostArray {
    let outcome: { readonly result: HostArray } | { readonly failure: RuntimeFailure } | null = null;
    this.#thread.ask((id) => ({ type: 'read', id, value: this.id }), {
      answered: (result) => void (outcome = { result: result as HostArray }),
      failed: (failure) => void (outcome = { failure }),
    });
    this.#thread.waitUntil(() => outcome !== null);
    const { result, failure } = outcome as unknown as { result?: HostArray; failure?: RuntimeFailure };
    if (result === undefined) throw failure!.cause;
    return result;
  }

  /** Frees the value. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#thread.free(this.id);
    this.#freed(this);
  }
}

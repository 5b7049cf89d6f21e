import type { HostArray } from '../../graph/lazy.ts';
import type {
  DirectRuntime,
  DirectSession,
  RuntimeFailure,
  RuntimeTensor,
} from '../../runtime/OnnxRuntime.ts';
import type { ThreadMessage, ThreadRequest, WireTensor } from './protocol.ts';

/** Why a session or a value is not there; whatever needs it fails with the same reason. */
class Failure {
  readonly verb: RuntimeFailure['verb'];
  readonly message: string;

  constructor(verb: RuntimeFailure['verb'], error: unknown) {
    this.verb = error instanceof Failure ? error.verb : verb;
    this.message = error instanceof Failure ? error.message : String(error);
  }
}

/** The thread's side of a runtime in a thread: holds sessions and values, and does what is asked in order. */
export class RuntimeServer {
  readonly #runtime: DirectRuntime;
  readonly #post: (message: ThreadMessage) => void;
  readonly #sessions = new Map<number, DirectSession | Failure>();
  readonly #values = new Map<number, HostArray | Failure>();

  /**
   * @param runtime - computes
   * @param post - sends an answer
   */
  constructor(runtime: DirectRuntime, post: (message: ThreadMessage) => void) {
    this.#runtime = runtime;
    this.#post = post;
  }

  /** Does what one request asks for. */
  handle(request: Exclude<ThreadRequest, { type: 'close' }>): void {
    switch (request.type) {
      case 'compile':
        return this.#compile(request);
      case 'run':
        return this.#run(request);
      case 'upload':
        return void this.#values.set(request.value, request.data);
      case 'read':
        return this.#answer(request.id, () => this.#value(request.value));
      case 'free':
        for (const value of request.values) this.#values.delete(value);
        return;
      case 'releaseSession':
        return this.#release(request.session);
      case 'count':
        return this.#answer(request.id, () => this.#values.size);
    }
  }

  #compile({ session, model, settings, constants }: Extract<ThreadRequest, { type: 'compile' }>): void {
    try {
      this.#sessions.set(session, this.#runtime.compile(model, settings, this.#tensors(constants)));
    } catch (error) {
      // Told at the first run, because the caller did not wait.
      this.#sessions.set(session, new Failure('compile', error));
    }
  }

  #run({ id, session, feeds, outputs, keep }: Extract<ThreadRequest, { type: 'run' }>): void {
    try {
      const compiled = this.#sessions.get(session)!;
      if (compiled instanceof Failure) throw compiled;
      const results = compiled.run(this.#tensors(feeds), outputs);
      results.forEach((result, position) => this.#values.set(keep[position]!, result));
      this.#post({ type: 'answer', id });
    } catch (error) {
      const failure = new Failure('run', error);
      for (const value of keep) this.#values.set(value, failure);
      this.#post({ type: 'failure', id, verb: failure.verb, message: failure.message });
    }
  }

  #release(session: number): void {
    const compiled = this.#sessions.get(session);
    this.#sessions.delete(session);
    if (compiled instanceof Failure) return;
    compiled?.release();
  }

  #answer(id: number, result: () => HostArray | number): void {
    try {
      this.#post({ type: 'answer', id, result: result() });
    } catch (error) {
      const { verb, message } = new Failure('run', error);
      this.#post({ type: 'failure', id, verb, message });
    }
  }

  #value(value: number): HostArray {
    const found = this.#values.get(value);
    if (found === undefined) throw new Error(`the value ${value} was freed`);
    if (found instanceof Failure) throw found;
    return found;
  }

  #tensors(wire: readonly WireTensor[]): Map<string, RuntimeTensor> {
    return new Map(
      wire.map(({ name, dtype, shape, data }) => [
        name,
        { dtype, shape, data: typeof data === 'number' ? this.#value(data) : data },
      ]),
    );
  }
}

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { PneumoError } from '@pneumo/core';
import type { LoweringPlan } from '../../graph/LoweringPlan.ts';
import type { HostArray } from '../../graph/lazy.ts';
import type { RuntimeFailure } from '../../runtime/OnnxRuntime.ts';
import { endWithProcess } from './endThreads.ts';
import {
  SIGNAL_CLOSED,
  SIGNAL_ENDED,
  SIGNAL_MESSAGES,
  type ThreadMessage,
  type ThreadRequest,
  type ThreadStart,
} from './protocol.ts';

/** What happens when the answer to a request comes. */
interface Waiting {
  answered(result: HostArray | number | undefined): void;
  failed(failure: RuntimeFailure): void;
}

/** Milliseconds after which a waiting caller looks whether the thread is still there. */
const LOOK = 1000;
/** How often the end of the process looks for the end of the thread before it cuts it off. */
const LAST_LOOKS = 60;

/**
 * The caller's side of the thread: sends requests, hands out answers as they come, and can also stand
 * still until one has come. The process may end while the thread has nothing to do.
 */
export class RuntimeThread {
  readonly #worker: Worker;
  readonly #signal = new Int32Array(new SharedArrayBuffer(12));
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  readonly #freed: number[] = [];
  #ids = 0;
  #started: { plan?: LoweringPlan } | null = null;
  #ended: PneumoError | null = null;
  #starting: { resolve: () => void; reject: (error: PneumoError) => void }[] = [];

  /**
   * @param entry - the built JavaScript that runs in the thread
   * @param start - provider and probe
   */
  constructor(entry: URL, start: Omit<ThreadStart, 'signal' | 'port'>) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: ThreadStart = { ...start, signal: this.#signal, port: port2 };
    // Without execArgv a worker would look for TypeScript sources where the process does.
    this.#worker = new Worker(entry, { workerData, transferList: [port2], execArgv: [] });
    this.#worker.on('error', (cause) => this.#end(ended(`: ${cause.message}`, cause)));
    const hasEnded = endWithProcess(this);
    this.#worker.on('exit', (code) => {
      hasEnded();
      this.#end(ended(` with code ${code}`));
    });
    this.#worker.unref();
    this.#port.on('message', (message: ThreadMessage) => this.#receive(message));
    this.#port.unref();
  }

  /** A number that nothing in the thread has yet. */
  newId(): number {
    return this.#ids++;
  }

  /** Sends a request that has no answer; arrays to transfer are gone here. */
  send(request: ThreadRequest, transfer: readonly ArrayBufferLike[] = []): void {
    if (this.#ended !== null) throw this.#ended;
    this.#sendFreed();
    this.#port.postMessage(request, [...transfer] as ArrayBuffer[]);
  }

  /** Frees a value, together with others that are freed at this time. */
  free(value: number): void {
    if (this.#freed.push(value) === 1) queueMicrotask(() => this.#sendFreed());
  }

  /** Lets go of a session. */
  releaseSession(session: number): void {
    if (this.#ended === null) this.send({ type: 'releaseSession', session });
  }

  /** Sends a request and calls back when its answer comes. */
  ask(request: (id: number) => ThreadRequest, waiting: Waiting): void {
    const id = this.newId();
    this.send(request(id));
    this.#waiting.set(id, waiting);
    this.#hold();
  }

  /** Stands still until something has happened; messages that come meanwhile are handed out. */
  waitUntil(happened: () => boolean): void {
    for (;;) {
      const count = Atomics.load(this.#signal, SIGNAL_MESSAGES);
      let received: { message: unknown } | undefined;
      while (!happened() && (received = receiveMessageOnPort(this.#port)) !== undefined) {
        this.#receive(received.message as ThreadMessage);
      }
      if (happened()) return;
      if (this.#ended !== null) throw this.#ended;
      if (Atomics.load(this.#signal, SIGNAL_ENDED) === 1) {
        // Its last words lie in the event loop, which stands still.
        this.#end(ended(''));
        continue;
      }
      Atomics.wait(this.#signal, SIGNAL_MESSAGES, count, LOOK);
    }
  }

  /** Resolves when the thread has started. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) reject(this.#ended);
      else if (this.#started !== null) resolve();
      else {
        this.#starting.push({ resolve, reject });
        this.#hold();
      }
    });
  }

  /** The plan that the thread probed; waits until it has started. */
  plan(): LoweringPlan | undefined {
    this.waitUntil(() => this.#started !== null);
    return this.#started!.plan;
  }

  /** Lets the thread end behind what it computes now; what waits fails. */
  close(): void {
    const message =
      'The backend whose thread held this tensor was replaced or removed; its tensors are gone.';
    Atomics.store(this.#signal, SIGNAL_CLOSED, 1);
    if (this.#ended === null) this.#port.postMessage({ type: 'close' } satisfies ThreadRequest);
    this.#end(new PneumoError('WORKER_CLOSED', message));
  }

  /** Stands still until a thread that was closed has ended. */
  waitUntilEnded(): void {
    for (let look = 0; look < LAST_LOOKS; look++) {
      const count = Atomics.load(this.#signal, SIGNAL_MESSAGES);
      if (Atomics.load(this.#signal, SIGNAL_ENDED) === 1) return;
      Atomics.wait(this.#signal, SIGNAL_MESSAGES, count, LOOK);
    }
  }

  #sendFreed(): void {
    const values = this.#freed.splice(0);
    if (values.length > 0 && this.#ended === null) this.#port.postMessage({ type: 'free', values });
  }

  #receive(message: ThreadMessage): void {
    if (message.type === 'started') {
      this.#started = message;
      for (const { resolve } of this.#starting.splice(0)) resolve();
    } else if (message.type === 'cannotStart') {
      this.#end(new PneumoError(message.code, message.message));
    } else {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.type === 'answer') waiting?.answered(message.result);
      else waiting?.failed({ verb: message.verb, cause: message.message });
    }
    this.#hold();
  }

  /** The first reason stands; everything that waits fails with it. */
  #end(error: PneumoError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    for (const { reject } of this.#starting.splice(0)) reject(error);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { failed } of waiting) failed({ verb: 'run', cause: error });
    this.#port.close();
  }

  /** The process must not end while somebody waits, and may when nobody does. */
  #hold(): void {
    if (this.#waiting.size + this.#starting.length > 0) this.#port.ref();
    else this.#port.unref();
  }
}

function ended(how: string, cause?: unknown): PneumoError {
  return new PneumoError(
    'WORKER_FAILED',
    `The thread in which ONNX Runtime computes ended${how}; the tensors in it are lost. Call registerOnnxBackend again and load the model anew.`,
    { cause },
  );
}

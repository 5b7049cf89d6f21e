import type { Worker } from 'node:worker_threads';

/** Requests that threads answer, first come first served. */
export interface WorkerQueue<Request, Answer> {
  /** Hands a request to the next idle thread. */
  ask(request: Request): Promise<Answer>;
  /** Rejects everything that waits or is under way, and whatever is asked later. The first reason stands. */
  fail(reason: Error): void;
  /** Ends the threads. */
  terminate(): Promise<void>;
}

interface Job<Request, Answer> {
  request: Request;
  resolve: (answer: Answer) => void;
  reject: (reason: Error) => void;
}

/**
 * A queue in front of threads, each of which answers every message with one. Idle threads do not keep the process
 * alive. Which thread answers cannot be seen.
 *
 * @param workers - the threads
 * @param lost - the reason to fail with when a thread ends by itself; the cause, or its exit code
 */
export function workerQueue<Request, Answer>(
  workers: readonly Worker[],
  lost: (how: Error | number) => Error,
): WorkerQueue<Request, Answer> {
  const waiting: Job<Request, Answer>[] = [];
  const idle = [...workers];
  const busy = new Map<Worker, Job<Request, Answer>>();
  let failure: Error | undefined;
  for (const worker of workers) {
    worker.on('message', (answer: Answer) => finish(worker, answer));
    worker.on('error', (cause) => fail(lost(cause)));
    worker.on('exit', (code) => fail(lost(code)));
    worker.unref();
  }

  function dispatch(): void {
    while (idle.length > 0 && waiting.length > 0) {
      const worker = idle.pop()!;
      const job = waiting.shift()!;
      busy.set(worker, job);
      worker.ref();
      worker.postMessage(job.request);
    }
  }

  function finish(worker: Worker, answer: Answer): void {
    const job = busy.get(worker);
    busy.delete(worker);
    worker.unref();
    idle.push(worker);
    dispatch();
    job?.resolve(answer);
  }

  function fail(reason: Error): void {
    failure ??= reason;
    for (const job of [...busy.values(), ...waiting.splice(0)]) job.reject(failure);
    busy.clear();
  }

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ request, resolve, reject });
        dispatch();
      }),
    fail,
    async terminate() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

import { workerData } from 'node:worker_threads';
import { isPneumoError } from '@pneumo/core';
import { probePlan } from '../../graph/probePlan.ts';
import { nodeRuntime } from '../nodeRuntime.ts';
import { RuntimeServer } from './RuntimeServer.ts';
import {
  SIGNAL_CLOSED,
  SIGNAL_ENDED,
  SIGNAL_MESSAGES,
  type ThreadMessage,
  type ThreadRequest,
  type ThreadStart,
} from './protocol.ts';

// The thread in which ONNX Runtime computes for `registerOnnxBackend({ worker: true })`.
const { provider, probe, signal, port } = workerData as ThreadStart;

/** Sends a message and wakes the caller, who may be waiting for it. */
function post(message: ThreadMessage): void {
  port.postMessage(message);
  Atomics.add(signal, SIGNAL_MESSAGES, 1);
  Atomics.notify(signal, SIGNAL_MESSAGES);
}

process.on('exit', () => {
  Atomics.store(signal, SIGNAL_ENDED, 1);
  Atomics.add(signal, SIGNAL_MESSAGES, 1);
  Atomics.notify(signal, SIGNAL_MESSAGES);
});

try {
  const runtime = nodeRuntime({ provider });
  const server = new RuntimeServer(runtime, post);
  const now = (): number => Number(process.hrtime.bigint()) / 1e6;
  const plan = probe && (runtime.plan?.(probe.threads) ?? probePlan(runtime, probe.threads, now));
  post({ type: 'started', ...(plan !== undefined && { plan }) });
  port.on('message', (request: ThreadRequest) => {
    // What is still asked for in front of it nobody waits for.
    if (request.type === 'close' || Atomics.load(signal, SIGNAL_CLOSED) === 1) port.close();
    else server.handle(request);
  });
} catch (error) {
  const code = isPneumoError(error) ? error.code : 'WORKER_FAILED';
  const message = error instanceof Error ? error.message : String(error);
  post({ type: 'cannotStart', code, message });
}

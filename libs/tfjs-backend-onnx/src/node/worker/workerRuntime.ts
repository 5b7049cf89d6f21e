import { existsSync } from 'node:fs';
import { PneumoError } from '@pneumo/core';
import type { OnnxRuntime, RuntimeTensor } from '../../runtime/OnnxRuntime.ts';
import { ONNX_RUNTIME_VERSION } from '../nodeRuntime.ts';
import type { ProviderName } from '../providers.ts';
import type { ThreadStart, WireTensor } from './protocol.ts';
import { RemoteHandle } from './RemoteHandle.ts';
import { RuntimeThread } from './RuntimeThread.ts';

/** Runs that may be under way; a caller that never reads waits here, before its batches fill the memory. */
const MAX_UNDER_WAY = 3;

/** What {@link workerRuntime} takes. */
export interface WorkerRuntimeOptions {
  /** What ONNX Runtime computes with. */
  readonly provider: ProviderName;
  /** Probes the machine at the start; left out where the plan is known. */
  readonly probe?: NonNullable<ThreadStart['probe']>;
  /** Replaces the thread's code, for tests. */
  readonly entry?: URL;
}

/** A runtime in a thread, with what tests look at. */
export interface WorkerRuntime extends OnnxRuntime {
  /** Number of values that lie in the thread, as it counts them itself. */
  count(): Promise<number>;
}

/**
 * onnxruntime-node in a thread of its own, so that the caller's event loop stays free while it computes.
 * Values stay in the thread until they are read. The thread starts at the first use.
 */
export function workerRuntime(options: WorkerRuntimeOptions): WorkerRuntime {
  const { provider, probe, entry = workerEntry() } = options;
  const held = new Set<RemoteHandle>();
  let current: RuntimeThread | null = null;
  let underWay = 0;
  const thread = (): RuntimeThread =>
    (current ??= new RuntimeThread(entry, { provider, ...(probe && { probe }) }));
  const keep = (): RemoteHandle => {
    const handle = new RemoteHandle(thread(), (released) => void held.delete(released));
    held.add(handle);
    return handle;
  };
  return {
    name: `onnxruntime-node ${ONNX_RUNTIME_VERSION} in a thread`,
    compile(model, settings, constants = new Map()) {
      const owner = thread();
      const session = owner.newId();
      owner.send({ type: 'compile', session, model, settings, constants: wire(constants) });
      return {
        run(feeds, outputs, settled) {
          owner.waitUntil(() => underWay < MAX_UNDER_WAY);
          const handles = outputs.map(keep);
          const ids = handles.map(({ id }) => id);
          owner.ask((id) => ({ type: 'run', id, session, feeds: wire(feeds), outputs, keep: ids }), {
            answered() {
              underWay--;
              settled?.();
            },
            failed(failure) {
              underWay--;
              settled?.(failure);
            },
          });
          underWay++;
          return handles;
        },
        release: () => owner.releaseSession(session),
      };
    },
    upload(data, giveAway) {
      const handle = keep();
      thread().send({ type: 'upload', value: handle.id, data }, giveAway ? [data.buffer] : []);
      return handle;
    },
    plan: (threads) => ({ ...thread().plan()!, threads }),
    ready: () => thread().ready(),
    held: () => held.size,
    count: () =>
      new Promise((resolve, reject) =>
        thread().ask((id) => ({ type: 'count', id }), {
          answered: (result) => resolve(result as number),
          failed: ({ cause }) => reject(cause as Error),
        }),
      ),
    close() {
      current?.close();
      current = null;
      held.clear();
    },
  };
}

function wire(tensors: ReadonlyMap<string, RuntimeTensor>): WireTensor[] {
  return Array.from(tensors, ([name, { dtype, shape, data }]) => ({
    name,
    dtype,
    shape,
    data: data instanceof RemoteHandle ? data.id : (data as WireTensor['data']),
  }));
}

/** A thread starts from JavaScript: beside this file when built, in `dist` when running from source. */
function workerEntry(): URL {
  const beside = new URL('./runtimeWorker.js', import.meta.url);
  if (!import.meta.url.endsWith('.ts')) return beside;
  const built = new URL('../../../dist/node/worker/runtimeWorker.js', import.meta.url);
  if (existsSync(built)) return built;
  throw new PneumoError(
    'NOT_BUILT',
    'The thread of ONNX Runtime runs built code and @pneumo/tfjs-backend-onnx has not been built; run `npx tsc -b libs/tfjs-backend-onnx/tsconfig.build.json`.',
  );
}

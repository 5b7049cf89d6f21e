import type { MessagePort } from 'node:worker_threads';
import type { LoweringPlan } from '../../graph/LoweringPlan.ts';
import type { HostArray, LazyDtype } from '../../graph/lazy.ts';
import type { RuntimeFailure, SessionSettings } from '../../runtime/OnnxRuntime.ts';
import type { ProviderName } from '../providers.ts';

/** What a thread of the runtime is started with. */
export interface ThreadStart {
  /** What computes. */
  readonly provider: ProviderName;
  /** Probes the machine at the start, with this many threads. */
  readonly probe?: { readonly threads: number };
  /** Where requests come in and answers go out. */
  readonly port: MessagePort;
  /**
   * {@link SIGNAL_MESSAGES} and {@link SIGNAL_ENDED}, by which a caller that waits is woken, and {@link SIGNAL_CLOSED}.
   */
  readonly signal: Int32Array;
}

/** Place in the signal that counts messages from the thread. */
export const SIGNAL_MESSAGES = 0;
/** Place in the signal that becomes 1 when the thread ends. */
export const SIGNAL_ENDED = 1;
/** Place in the signal that becomes 1 when the caller wants nothing more. */
export const SIGNAL_CLOSED = 2;

/** A tensor on its way to the thread: elements, or the number of a value that lies there. */
export interface WireTensor {
  /** Name in the model. */
  readonly name: string;
  /** Element type. */
  readonly dtype: LazyDtype;
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Elements or number. */
  readonly data: HostArray | number;
}

/** What the caller asks for. Requests with an `id` are answered under it. */
export type ThreadRequest =
  | {
      readonly type: 'compile';
      readonly session: number;
      readonly model: Uint8Array;
      readonly settings: SessionSettings;
      readonly constants: readonly WireTensor[];
    }
  | {
      readonly type: 'run';
      readonly id: number;
      readonly session: number;
      readonly feeds: readonly WireTensor[];
      readonly outputs: readonly string[];
      /** Numbers under which the outputs are kept, in their order. */
      readonly keep: readonly number[];
    }
  | { readonly type: 'upload'; readonly value: number; readonly data: HostArray }
  | { readonly type: 'read'; readonly id: number; readonly value: number }
  | { readonly type: 'free'; readonly values: readonly number[] }
  | { readonly type: 'releaseSession'; readonly session: number }
  | { readonly type: 'count'; readonly id: number }
  | { readonly type: 'close' };

/** What the thread says. */
export type ThreadMessage =
  | { readonly type: 'started'; readonly plan?: LoweringPlan }
  | { readonly type: 'cannotStart'; readonly code: string; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly result?: HostArray | number }
  | {
      readonly type: 'failure';
      readonly id: number;
      readonly verb: RuntimeFailure['verb'];
      readonly message: string;
    };

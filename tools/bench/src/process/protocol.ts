import type { Task } from '../workloads.ts';

/** What a contestant is told when it starts, as one argument of JSON. */
export interface Order {
  /** Which rival it is; see rivals.ts. */
  readonly rival: string;
  readonly model: string;
  readonly size: number;
  readonly batchSize: number;
  readonly task: Task;
  readonly trainableTensors: number | null;
  /** Thread counts to try, the preferred one first. */
  readonly threads: readonly number[];
  /** File of weights to take over: safetensors with PyTorch's names. */
  readonly weights?: string;
  /** File to write the weights into, for the others to take over. */
  readonly weightsOut?: string;
  /** Folder in which tfjs-node is installed. */
  readonly tensorflow?: string;
}

/** Its first line: who it is. */
export interface Introduction {
  /** Versions, in a few words. */
  readonly about: string;
  /** Parameters, moving statistics not counted. */
  readonly parameters: number;
  /** Those of them that are trained. */
  readonly trainable: number;
}

/**
 * What it is asked afterwards, one line each, and answers with one line: the seconds that a number of
 * batches took; its words after it has tried its thread counts; logits; peak memory. Its input's end
 * ends it. An answer `{ "error": … }` says that it cannot do this.
 */
export type Ask =
  | { readonly do: 'batches'; readonly count: number; readonly batchSize: number }
  | { readonly do: 'tune' }
  | { readonly do: 'logits'; readonly batchSize: number }
  | { readonly do: 'peak' };

/** The answers, by what was asked. */
export interface Answers {
  batches: { seconds: number };
  tune: { about: string };
  logits: { logits: number[] };
  peak: { peakBytes?: number | null };
}

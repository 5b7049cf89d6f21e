import type { Checkpoint } from './checkpoint.ts';
import { parseCheckpoint } from './parseCheckpoint.ts';
import { serialiseCheckpoint } from './serialiseCheckpoint.ts';

/** A checkpoint that could not be read. */
export interface SkippedCheckpoint {
  /** Where it was found, such as a file's path. */
  readonly source: string;
  /** What is wrong with it, as a sentence. */
  readonly reason: string;
}

/** A checkpoint that was found, and what was passed over on the way to it. */
export interface LoadedCheckpoint {
  /** The newest whole checkpoint of that name. */
  readonly checkpoint: Checkpoint;
  /** Where it was found, such as a file's path. */
  readonly source: string;
  /** Newer ones that were torn or damaged; empty when all is well. Tell the user about them. */
  readonly skipped: readonly SkippedCheckpoint[];
}

/**
 * Where checkpoints are kept. `fit` saves under two names: `last`, all that is needed to go on, and
 * `best`, the weights of the best epoch. A store keeps at least two generations of a name or
 * replaces one atomically, so that a crash while saving never costs the checkpoint before.
 */
export interface CheckpointStore {
  /** Keeps a checkpoint under a name, as the newest of that name. */
  save(name: string, checkpoint: Checkpoint): Promise<void>;
  /** The newest whole checkpoint of a name; undefined when there is none of that name. */
  load(name: string): Promise<LoadedCheckpoint | undefined>;
  /** The names under which something is kept, sorted. */
  list(): Promise<string[]>;
}

/**
 * A store in memory, for browsers and tests. Checkpoints go through the file format, so what comes
 * back shares nothing with the training.
 *
 * @returns an empty store
 *
 * @example
 * ```ts
 * await memoryCheckpointStore().list(); // []
 * ```
 */
export function memoryCheckpointStore(): CheckpointStore {
  const files = new Map<string, Uint8Array>();
  return {
    async save(name, checkpoint) {
      files.set(name, await serialiseCheckpoint(checkpoint));
    },
    async load(name) {
      const bytes = files.get(name);
      if (bytes === undefined) return undefined;
      return { checkpoint: await parseCheckpoint(bytes, name), source: name, skipped: [] };
    },
    async list() {
      return [...files.keys()].sort();
    },
  };
}

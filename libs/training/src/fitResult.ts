import type { BestEpoch, HostTensors } from './checkpoint/checkpoint.ts';
import type { FitOutcome } from './fitEvent.ts';
import type { HistoryRow } from './history.ts';

/** What {@link fit} returns. */
export interface FitResult {
  /** How the training ended; after `aborted`, resume from the store's `last`. */
  readonly stopped: FitOutcome;
  /** One row for each epoch completed, those before a resume included. */
  readonly history: readonly HistoryRow[];
  /** The best epoch, whose weights the model holds unless it was aborted; null before the first has ended. */
  readonly best: BestEpoch | null;
  /**
   * The averaged weights after the last epoch, ready for use: see {@link assignWeights}. Only with the
   * option `average`; null when aborted, or when no epoch has joined the average.
   */
  readonly average?: HostTensors | null;
}

/** The figures of one epoch. Validation figures carry the prefix `val`: `auroc` becomes `valAuroc`. */
export interface HistoryRow {
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Steps completed since the start of the training. */
  readonly step: number;
  /** Mean loss over the epoch's training images, each as its batch met it; regularisers included. */
  readonly trainLoss: number;
  /** Rate of the epoch's last step. */
  readonly learningRate: number;
  /** Mean over the epoch's steps of the gradients' global norm, before clipping. */
  readonly gradientNorm: number;
  /** Seconds of training, validation left out; only when a clock is given. */
  readonly seconds?: number;
  /** Those of these seconds in which the training waited for its next batch; only when a clock is given. */
  readonly dataSeconds?: number;
  /** Training images in each of these seconds; only when a clock is given. */
  readonly imagesPerSecond?: number;
  /** Seconds of validation; only when a clock is given and there is validation. */
  readonly validationSeconds?: number;
  /** Bytes of memory that the process held when the epoch had ended; only when `memory` is given. */
  readonly memory?: number;
  /** Bytes that it held at most until then, since the start or the resume; only when `memory` is given. */
  readonly peakMemory?: number;
  /** Figures that `validate` returned, such as `valLoss` and `valAuroc`. */
  readonly [validation: `val${Capitalize<string>}`]: number | undefined;
}

/** Memory of the process, in bytes. */
export interface MemoryUse {
  /** Held now. */
  readonly current: number;
  /** Held at most so far. */
  readonly peak: number;
}

/** What an epoch has added up so far; doubles, so that a resumed epoch ends with the same bits. */
export interface EpochSums {
  /** Sum of the training loss over images. */
  readonly loss: number;
  /** Images. */
  readonly images: number;
  /** Sum of the gradient norm over steps. */
  readonly gradientNorm: number;
  /** Rate of the last step. */
  readonly learningRate: number;
  /** Seconds so far; 0 without a clock. */
  readonly seconds: number;
  /** Those of the seconds in which it waited for batches; missing in checkpoints of older versions. */
  readonly dataSeconds?: number;
}

/** The sums in front of an epoch's first step. */
export const emptySums: EpochSums = {
  loss: 0,
  images: 0,
  gradientNorm: 0,
  learningRate: 0,
  seconds: 0,
  dataSeconds: 0,
};

/** Makes an epoch's row of the history from its sums and the validation figures. */
export function historyRow(
  place: { epoch: number; step: number; steps: number },
  sums: EpochSums,
  validation: Readonly<Record<string, number>>,
  clock: { validationSeconds?: number } | undefined,
  memory?: MemoryUse,
): HistoryRow {
  const figures = Object.entries(validation).map(
    ([name, value]) => [`val${name.charAt(0).toUpperCase()}${name.slice(1)}`, value] as const,
  );
  return {
    epoch: place.epoch,
    step: place.step,
    trainLoss: sums.loss / sums.images,
    learningRate: sums.learningRate,
    gradientNorm: sums.gradientNorm / place.steps,
    ...(clock && {
      seconds: sums.seconds,
      ...(sums.dataSeconds !== undefined && { dataSeconds: sums.dataSeconds }),
      ...(sums.seconds > 0 && { imagesPerSecond: sums.images / sums.seconds }),
      ...clock,
    }),
    ...(memory && { memory: memory.current, peakMemory: memory.peak }),
    ...Object.fromEntries(figures),
  };
}

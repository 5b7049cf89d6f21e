/** Where a training stood when it saved a checkpoint. */
export interface CheckpointPlace {
  /** Epochs completed. */
  readonly epoch: number;
  /** Batches completed of the next epoch. */
  readonly batch: number;
  /** Steps completed. */
  readonly step: number;
}

/** What a training that cannot go on says of its last checkpoint. */
export function describeLastCheckpoint(place: CheckpointPlace | null): string {
  if (place === null) return 'There is no checkpoint yet.';
  const { epoch, batch, step } = place;
  const where =
    batch > 0 ? `batch ${batch} of epoch ${epoch + 1}` : epoch > 0 ? `epoch ${epoch}` : 'the very start';
  return `The last checkpoint is from after ${where} (step ${step}).`;
}

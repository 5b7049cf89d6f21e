import type { Batch } from '@pneumo/data';

/** A part of a batch, small enough for one pass. */
export interface MicroBatch {
  /** The images of this part. */
  readonly batch: Batch;
  /** Number of its first image in the whole batch, from 0. */
  readonly firstExample: number;
}

/** Cuts a batch into parts of at most `size` images, in order; the last one may be smaller. */
export function microBatches(batch: Batch, size: number): MicroBatch[] {
  const n = batch.labels.length;
  const parts: MicroBatch[] = [];
  for (let from = 0; from < n; from += size) {
    const to = Math.min(n, from + size);
    const rows = (values: Float32Array): Float32Array =>
      values.slice((from * values.length) / n, (to * values.length) / n);
    const [, height, width, channels] = batch.shape;
    parts.push({
      firstExample: from,
      batch: {
        images: rows(batch.images),
        shape: [to - from, height, width, channels],
        labels: rows(batch.labels),
        weights: rows(batch.weights),
        ids: batch.ids.slice(from, to),
        ...(batch.masks && { masks: rows(batch.masks) }),
        ...(batch.maskWeights && { maskWeights: rows(batch.maskWeights) }),
      },
    });
  }
  return parts;
}

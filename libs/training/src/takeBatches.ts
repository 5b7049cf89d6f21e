import type { Batch } from '@pneumo/data';

/** The first `count` batches of a source, which is opened when the first is asked for. */
export async function* takeBatches(
  open: () => AsyncIterable<Batch> | Iterable<Batch>,
  count: number,
): AsyncGenerator<Batch> {
  let taken = 0;
  for await (const batch of open()) {
    yield batch;
    if (++taken === count) return;
  }
}

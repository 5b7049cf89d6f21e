import type { HostTensor } from '../runtime/OnnxRuntime.ts';
import type { HostArray, LazyValue } from './lazy.ts';
import { valuesRead } from './valuesRead.ts';

/** Bytes from which on an array is worth being written into again. */
const WORTHWHILE = 1 << 14;

/**
 * Arrays of earlier results that nobody reads any more: the next results of their size are written into them. An
 * optimiser step makes new weights and moments of the size of the old ones, so from the second step on none of them
 * is allocated or copied. Arrays that came from outside, or that somebody has read, are never written into.
 */
export class OutputMemory {
  readonly #retired = new Set<LazyValue>();
  #reused = 0;

  /** Results that were written into the array of an earlier one. */
  get reused(): number {
    return this.#reused;
  }

  /** Takes over a value that no tensor holds any more; pending operations may still read it. */
  retire(value: LazyValue): void {
    if (value.computed && !value.lent && value.host !== null && value.host.byteLength >= WORTHWHILE)
      this.#retired.add(value);
  }

  /**
   * Arrays for the results of a run. Those that were free and are not wanted now are let go.
   *
   * @param outputs - what the run will compute
   * @param pending - values that are still to be computed, those of the run among them
   * @returns for each output a tensor to write into, or null for a new one
   */
  take(outputs: readonly LazyValue[], pending: Iterable<LazyValue>): (HostTensor | null)[] {
    if (this.#retired.size === 0) return outputs.map(() => null);
    const read = valuesRead(pending);
    const free = new Map<string, HostArray[]>();
    for (const value of this.#retired) {
      if (read.has(value)) continue;
      this.#retired.delete(value);
      const kind = kindOf(value);
      free.set(kind, [...(free.get(kind) ?? []), value.host!]);
      value.host = null;
    }
    return outputs.map((output) => {
      const data = free.get(kindOf(output))?.pop();
      if (data === undefined) return null;
      this.#reused++;
      return { dtype: output.dtype, shape: output.shape, data };
    });
  }

  /** Lets everything go. */
  clear(): void {
    this.#retired.clear();
  }
}

function kindOf({ dtype, shape }: LazyValue): string {
  return `${dtype} ${shape.reduce((product, size) => product * size, 1)}`;
}

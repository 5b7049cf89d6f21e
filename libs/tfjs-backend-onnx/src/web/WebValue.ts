import { PneumoError } from '@pneumo/core';
import type { Tensor } from 'onnxruntime-web';
import type { HostArray } from '../graph/lazy.ts';
import type { RemoteValue } from '../runtime/OnnxRuntime.ts';

/** An output of onnxruntime-web, computed or on the way. */
export class WebValue implements RemoteValue {
  /** The tensor, rejected where computing it failed. */
  readonly tensor: Promise<Tensor>;
  #elements: HostArray | null = null;
  #released = false;

  readonly #onRelease: () => void;

  /**
   * @param tensor - the tensor to be
   * @param onRelease - called once when it is freed
   */
  constructor(tensor: Promise<Tensor>, onRelease: () => void) {
    this.tensor = tensor;
    this.#onRelease = onRelease;
    // Whoever reads it hears of a failure; a value that nobody reads fails silently with its run.
    tensor.catch(() => undefined);
  }

  /** The elements, as soon as they are there. */
  async read(): Promise<HostArray> {
    const tensor = await this.tensor;
    this.#elements ??= (await tensor.getData()) as HostArray;
    return this.#elements;
  }

  /** The elements, if they were read before: a page cannot stand still until they are there. */
  readSync(): HostArray {
    if (this.#elements !== null) return this.#elements;
    throw new PneumoError(
      'SYNC_READ',
      'This tensor is not computed yet, and a page cannot wait for it: read it with `await tensor.data()` instead of `dataSync()` or `arraySync()`. Kernels of HOST_KERNELS read their inputs in this way, so read these inputs first.',
    );
  }

  /** Frees it once it is there. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#onRelease();
    this.tensor.then(
      (tensor) => tensor.dispose(),
      () => undefined,
    );
  }
}

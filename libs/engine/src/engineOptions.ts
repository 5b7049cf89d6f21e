/** What {@link useEngine} takes beside the choice. */
export interface EngineOptions {
  /** Threads within an operation, at least 1; for `onnx` and `wasm`. By default one a core. */
  readonly threads?: number;
  /**
   * How `onnx` computes, as an earlier {@link EngineChoice.record} gave it: a resumed run then repeats
   * the last bits. Its thread count wins.
   */
  readonly plan?: unknown;
  /**
   * Compute in a thread of its own, so that the event loop stays free while a step computes; for `onnx` and
   * its providers. Results are the same. false by default.
   */
  readonly worker?: boolean;
  /** `small` returns the memory of every step at once: a lower peak, slower. For `onnx`; `fast` by default. */
  readonly memory?: 'fast' | 'small';
  /** Whether models are to be trained; `auto` then passes `wasm` over, which has no gradient of convolutions. true by default. */
  readonly training?: boolean;
  /** Loads a package by its name; `import()` by default. Give your own where a bundler must see the names. */
  readonly load?: (specifier: string) => Promise<unknown>;
}

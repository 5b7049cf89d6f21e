/** The parts of WebAssembly that are used; the language's own library does not declare them. */
interface WasmApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

/**
 * Starts a WebAssembly module that imports nothing, wherever there is WebAssembly with what the module needs.
 * Whoever calls it has another way: a processor without SIMD, or a page whose security policy forbids
 * WebAssembly, is no error.
 *
 * @typeParam E - what the module exports; the caller knows
 * @param base64 - the module, as base64
 * @returns its exports; undefined where it cannot be started
 *
 * @example
 * ```ts
 * const empty = 'AGFzbQEAAAA='; // the header of a module, and nothing else
 * Object.keys(wasmExports<object>(empty)!); // []
 * wasmExports('bm90IGEgbW9kdWxl'); // undefined
 * ```
 */
export function wasmExports<E>(base64: string): E | undefined {
  try {
    const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: WasmApi };
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    if (!wasm.validate(bytes)) return undefined;
    return new wasm.Instance(new wasm.Module(bytes), {}).exports as E;
  } catch {
    return undefined;
  }
}

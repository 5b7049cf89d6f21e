import type { PixelData } from '@pneumo/core';
import type { Affine } from '../geometry/affine.ts';
import type { Size } from '../geometry/geometryOf.ts';
import type { Passes } from '../pixels/linearPass.ts';
import { linearPass, linearPassInto } from '../pixels/linearPass.ts';
import { GREY_KERNELS } from './greyKernelsBytes.ts';

/** What the module exports; see wasm/greyKernels.wat. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly small: { value: number };
  image(
    source: number,
    width: number,
    out: number,
    stride: number,
    columns: number,
    rows: number,
    a: bigint,
    b: bigint,
    c: bigint,
    d: bigint,
    e: bigint,
    f: bigint,
    factor: number,
    offset: number,
    white: number,
  ): number;
  linear(at: number, count: number, factor: number, offset: number, white: number): number;
  linearToBytes(at: number, out: number, count: number, factor: number, offset: number, white: number): void;
}

/** The parts of WebAssembly that are used; the language's own library does not declare them. */
interface WasmApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

/** Memory of the kernels for one image, valid until the next is reserved. */
export interface GreyMemory {
  readonly source: Uint8Array;
  readonly values: Float32Array;
  readonly bytes: Uint8Array;
}

type SixIntegers = [bigint, bigint, bigint, bigint, bigint, bigint];

const PAGE = 65_536;
/** Larger images are rare and would hold the memory for good. */
const MOST_PIXELS = 2 ** 22;

/** The kernels for grey bytes of the range 0 to 255, with the memory that they work in. */
export class GreyKernels implements Passes {
  readonly #exports: Exports;
  #valuesAt = 0;
  #bytesAt = 0;
  #values = new Float32Array(0);

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  /** Makes room for an image of `pixels` bytes and a result of `count` values; undefined for very large ones. */
  reserve(pixels: number, count: number): GreyMemory | undefined {
    if (pixels > MOST_PIXELS || count > MOST_PIXELS) return undefined;
    const { memory } = this.#exports;
    // Neighbours of the last pixel are read two at a time.
    this.#valuesAt = align(pixels + 16);
    this.#bytesAt = align(this.#valuesAt + 4 * count + 16);
    const need = Math.ceil((this.#bytesAt + count + 16) / PAGE) - memory.buffer.byteLength / PAGE;
    if (need > 0) memory.grow(need);
    this.#values = new Float32Array(memory.buffer, this.#valuesAt, count);
    return {
      source: new Uint8Array(memory.buffer, 0, pixels),
      values: this.#values,
      bytes: new Uint8Array(memory.buffer, this.#bytesAt, count),
    };
  }

  /** Forgets that small values were summed. */
  clearSmall(): void {
    this.#exports.small.value = 0;
  }

  /** Whether a sum since then held values so small that its last bits may depend on the order. */
  hasSmall(): boolean {
    return this.#exports.small.value !== 0;
  }

  /**
   * The first `columns` (an even number) values of each row of `output`, read from `source`, whose rows
   * are `width` apart, at the places of `map`, all of which have a right and a lower neighbour there;
   * multiplied, added to, clipped; gives their sum.
   */
  image(width: number, output: Size, columns: number, map: Affine, factor: number, offset: number): number {
    // Maps are whole numbers of 2^-32.
    const [a, b, c, d, e, f] = map.map((value) => BigInt(value * 2 ** 32)) as [...SixIntegers];
    const stride = 4 * output.width;
    const rows = columns === 0 ? 0 : output.height;
    const { image } = this.#exports;
    return image(0, width, this.#valuesAt, stride, columns, rows, a, b, c, d, e, f, factor, offset, 255);
  }

  linear(
    values: Float32Array,
    factor: number,
    offset: number,
    range: readonly [number, number],
  ): number | undefined {
    if (values !== this.#values) return linearPass(values, factor, offset, range);
    const whole = values.length & ~3;
    this.clearSmall();
    const sum = this.#exports.linear(this.#valuesAt, whole, factor, offset, 255);
    const rest = linearPass(values.subarray(whole), factor, offset, range);
    return this.hasSmall() || values.subarray(whole).some(isSmall) ? undefined : sum + rest;
  }

  linearInto(
    values: Float32Array,
    factor: number,
    offset: number,
    range: readonly [number, number],
    out: PixelData,
  ): void {
    if (values !== this.#values || out.byteOffset !== this.#bytesAt) {
      linearPassInto(values, factor, offset, range, out);
      return;
    }
    const whole = values.length & ~3;
    this.#exports.linearToBytes(this.#valuesAt, this.#bytesAt, whole, factor, offset, 255);
    linearPassInto(values.subarray(whole), factor, offset, range, out.subarray(whole));
  }
}

/**
 * Whether a value may make a sum inexact: from 2^-6 on floats are multiples of 2^-29, of which doubles
 * sum 2^24 up to 255 without rounding, in any order.
 */
export function isSmall(value: number): boolean {
  return value > 0 && value < 0.015625;
}

function align(address: number): number {
  return Math.ceil(address / 16) * 16;
}

let kernels: GreyKernels | undefined;
let tried = false;

/** The kernels of this thread; undefined where WebAssembly or its SIMD is missing or forbidden. */
export function greyKernels(): GreyKernels | undefined {
  if (tried) return kernels;
  tried = true;
  try {
    const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: WasmApi };
    const bytes = Uint8Array.from(atob(GREY_KERNELS), (letter) => letter.charCodeAt(0));
    if (wasm.validate(bytes)) {
      kernels = new GreyKernels(new wasm.Instance(new wasm.Module(bytes)).exports as Exports);
    }
  } catch {
    // A page's security policy may forbid it: the same is computed by the scripts.
  }
  return kernels;
}

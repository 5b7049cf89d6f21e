import { type PixelData, wasmExports } from '@pneumo/core';
import type { Frame } from '../frame.ts';
import type { Affine } from '../geometry/affine.ts';
import type { Size } from '../geometry/geometryOf.ts';
import { addNoise, noiseStart, noiseTable } from '../pixels/addNoise.ts';
import { convolveRowsAndColumns, fourOf } from '../pixels/convolveRowsAndColumns.ts';
import { countsOf } from '../pixels/exactSum.ts';
import { linearPass, linearPassInto, roundInto } from '../pixels/linearPass.ts';
import type { Passes } from '../pixels/passes.ts';
import { GREY_KERNELS } from './greyKernelsBytes.ts';

/** What the module exports; see wasm/greyKernels.as.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  image(
    width: number,
    height: number,
    out: number,
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
  ): number;
  linear(at: number, count: number, factor: number, offset: number): number;
  linearToBytes(at: number, out: number, count: number, factor: number, offset: number): void;
  noise(at: number, count: number, start: number, scale: number): void;
  blur(
    at: number,
    width: number,
    height: number,
    line: number,
    between: number,
    w0: number,
    w1: number,
    w2: number,
    w3: number,
  ): void;
}

/** Memory of the kernels for one image, valid until the next is reserved. */
export interface GreyMemory {
  readonly source: Uint8Array;
  readonly values: Float32Array;
  readonly bytes: Uint8Array;
}

const PAGE = 65_536;
/** Where the noise's table and the image stand, as in wasm/greyKernels.as.ts. */
const QUANTILES = 0x400;
const SOURCE = QUANTILES + 4 * 4096;
/** Larger images are rare and would hold the memory for good. */
const MOST_PIXELS = 2 ** 22;
/** Vectors reach beyond the end. */
const SLACK = 64;
/** Smaller images are left to the scripts. */
const LEAST_SIDE = 4;
/** Places further away are left to the scripts. */
const FURTHEST = 2 ** 14;
const WHITE = 255;

/** The kernels for grey bytes of the range 0 to 255, with the memory that they work in. */
export class GreyKernels implements Passes {
  readonly #exports: Exports;
  readonly #counts = countsOf([0, WHITE]);
  #valuesAt = 0;
  #bytesAt = 0;
  #lineAt = 0;
  #values = new Float32Array(0);
  #memory: GreyMemory | undefined;
  #pixels = 0;
  #hasTable = false;

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  /** Makes room for an image of `pixels` bytes and a result of this size; undefined for very large and very small ones. */
  reserve(pixels: number, { width, height }: Size): GreyMemory | undefined {
    const count = width * height;
    if (pixels > MOST_PIXELS || count > MOST_PIXELS) return undefined;
    if (width < LEAST_SIDE || height < LEAST_SIDE) return undefined;
    // Most images of a set have one size.
    if (this.#memory && pixels === this.#pixels && count === this.#values.length) return this.#memory;
    const { memory } = this.#exports;
    this.#valuesAt = align(SOURCE + pixels + SLACK);
    this.#bytesAt = align(this.#valuesAt + 4 * count + SLACK);
    this.#lineAt = align(this.#bytesAt + count + SLACK);
    // A row, then the image once more.
    const need = this.#lineAt + 4 * (width + height + count) + 4 * SLACK;
    const pages = Math.ceil(need / PAGE) - memory.buffer.byteLength / PAGE;
    if (pages > 0) memory.grow(pages);
    this.#pixels = pixels;
    this.#values = new Float32Array(memory.buffer, this.#valuesAt, count);
    this.#memory = {
      source: new Uint8Array(memory.buffer, SOURCE, pixels),
      values: this.#values,
      bytes: new Uint8Array(memory.buffer, this.#bytesAt, count),
    };
    return this.#memory;
  }

  /**
   * The values of an image of this size, read from `source` at the places of `map`, or at the border nearest to them;
   * multiplied, added to, clipped; gives their sum. Nothing is done, and nothing given, for places far away.
   */
  image(source: Size, output: Size, map: Affine, factor: number, offset: number): number | undefined {
    if (isFar(source, output, map)) return undefined;
    // Maps are whole numbers of 2^-32.
    const [a, b, c, d, e, f] = map.map((value) => BigInt(value * 2 ** 32)) as [...SixIntegers];
    const { width, height } = source;
    const at = this.#valuesAt;
    const { image } = this.#exports;
    return (
      image(width, height, at, output.width, output.height, a, b, c, d, e, f, factor, offset) / this.#counts
    );
  }

  linear(values: Float32Array, factor: number, offset: number, range: readonly [number, number]): number {
    if (values !== this.#values) return linearPass(values, factor, offset, range);
    return this.#exports.linear(this.#valuesAt, values.length, factor, offset) / this.#counts;
  }

  linearInto(
    values: Float32Array,
    factor: number,
    offset: number,
    range: readonly [number, number],
    out: PixelData,
  ): void {
    if (values !== this.#values || out.byteOffset !== this.#bytesAt)
      linearPassInto(values, factor, offset, range, out);
    else this.#exports.linearToBytes(this.#valuesAt, this.#bytesAt, values.length, factor, offset);
  }

  roundInto(values: Float32Array, out: PixelData): void {
    if (values !== this.#values || out.byteOffset !== this.#bytesAt) roundInto(values, out);
    else this.#exports.linearToBytes(this.#valuesAt, this.#bytesAt, values.length, 1, 0);
  }

  noise(values: Float32Array, frame: Frame, deviation: number, seed: number): void {
    if (values !== this.#values) {
      addNoise(values, frame, deviation, seed);
      return;
    }
    if (!this.#hasTable) {
      new Float32Array(this.#exports.memory.buffer, QUANTILES, 4096).set(noiseTable());
      this.#hasTable = true;
    }
    this.#exports.noise(this.#valuesAt, values.length, noiseStart(seed), deviation * WHITE);
  }

  convolve(values: Float32Array, frame: Frame, half: Float64Array): void {
    if (values !== this.#values || half.length > 4) {
      convolveRowsAndColumns(values, frame, half);
      return;
    }
    const { width, height } = frame;
    const between = align(this.#lineAt + 4 * width + SLACK);
    this.#exports.blur(this.#valuesAt, width, height, this.#lineAt, between, ...fourOf(half));
  }
}

type SixIntegers = [bigint, bigint, bigint, bigint, bigint, bigint];

/** Whether a place lies further away than whole numbers of 2^-16 tell in 32 bits. */
function isFar(source: Size, { width, height }: Size, [a, b, c, d, e, f]: Affine): boolean {
  // A few columns more are begun.
  const right = width + LEAST_SIDE;
  const x = Math.abs(c) + Math.abs(a) * right + Math.abs(b) * height;
  const y = Math.abs(f) + Math.abs(d) * right + Math.abs(e) * height;
  return Math.max(x, y, source.width, source.height) > FURTHEST;
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
  const exports = wasmExports<Exports>(GREY_KERNELS);
  // Elsewhere the same is computed by the scripts.
  if (exports) kernels = new GreyKernels(exports);
  return kernels;
}

import { wasmExports } from '@pneumo/core';
import type { JpegHeader } from './jpegHeader.ts';
import { GREY_JPEG } from './greyJpegBytes.ts';
import { type ResizeWeights, triangleWeights } from './triangleWeights.ts';

/** What the module exports; see wasm/greyJpeg.as.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  stopped(): number;
  table(spec: number, which: number): number;
  unstuff(from: number, length: number, end: number, restarts: number, most: number): number;
  decode(
    end: number,
    bytes: number,
    out: number,
    stride: number,
    groupsX: number,
    groupsY: number,
    groupX: number,
    groupY: number,
    colours: number,
    grey: number,
    points: number,
    last: number,
    interval: number,
    restarts: number,
  ): number;
  shrinkColumns(
    source: number,
    stride: number,
    columns: number,
    starts: number,
    weights: number,
    taps: number,
    rows: number,
    out: number,
    outStride: number,
  ): void;
  shrinkRows(
    source: number,
    stride: number,
    rows: number,
    starts: number,
    weights: number,
    taps: number,
    columns: number,
    out: number,
  ): void;
}

/** Grey values in the kernels' memory, valid until the next call. */
interface Plane {
  readonly at: number;
  readonly stride: number;
  readonly columns: number;
  readonly rows: number;
}

// Addresses as in wasm/greyJpeg.as.ts.
const QUANTA = 0xe400;
const PLACES = 0xe600;
const PASSED = 0x200;
const SPEC = 0xf000;
const GREY = 0xf400;
const FREE = 0x10000;
const PAGE = 0x10000;
/** Larger pictures are rare and would hold the memory for good. */
const MOST_BYTES = 2 ** 26;

/** Row and column of the k-th coefficient. */
const ZIGZAG: readonly (readonly [number, number])[] = zigzag();

/** A decoder of ordinary grey JPEG files, in WebAssembly. */
export class GreyJpegKernels {
  readonly #exports: Exports;
  /** The tables of codes that stand in the memory: most files of a set share them. */
  readonly #tables = [new Uint8Array(), new Uint8Array()];
  #points = 0;
  #free = FREE;

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  /**
   * Decodes a picture's luminance and resizes it.
   *
   * @param bytes - the file
   * @param header - its header
   * @param size - width and height of the result
   * @param shrink - 1, 2, 4 or 8: by how much it is shrunk while it is decoded
   * @returns the grey values; undefined for a file that is damaged, coloured or too large: something for a general decoder
   */
  decode(bytes: Uint8Array, header: JpegHeader, size: number, shrink: number): Uint8Array | undefined {
    this.#free = FREE;
    const plane = this.#plane(bytes, header, 8 / shrink);
    if (!plane) return undefined;
    const { width, height } = header;
    if (shrink === 1 && width === size && height === size) return this.#copy(plane, size);
    return this.#resize(plane, width / shrink, height / shrink, size);
  }

  #plane(
    bytes: Uint8Array,
    { components, interval, scan, width, height }: JpegHeader,
    points: number,
  ): Plane | undefined {
    const [grey, ...colours] = components;
    const { memory } = this.#exports;
    // A file of one component is not grouped, whatever it says.
    const across = colours.length > 0 ? grey!.across : 1;
    const down = colours.length > 0 ? grey!.down : 1;
    if (colours.some((colour) => colour.across > across || colour.down > down)) return undefined;
    const groupsX = Math.ceil(width / (8 * across));
    const groupsY = Math.ceil(height / (8 * down));
    const stride = groupsX * across * points;
    const rows = groupsY * down * points;
    const length = bytes.length - scan;
    const from = this.#reserve(length + 32);
    // Below the reversed bytes something may be read.
    const reversed = this.#reserve(length + 128);
    const at = this.#reserve(stride * rows + 64);
    const most = interval === 0 ? 0 : Math.ceil((groupsX * groupsY) / interval) - 1;
    const restarts = this.#reserve(4 * most);
    if (!this.#grow()) return undefined;
    const view = new Uint8Array(memory.buffer);
    if (!this.#table(view, 0, grey!.dc) || !this.#table(view, 1, grey!.ac)) return undefined;
    this.#quanta(grey!.quanta, points);
    const blocks = this.#greyBlocks(colours);
    if (blocks === undefined) return undefined;
    view.set(scan === 0 ? bytes : bytes.subarray(scan), from);
    const end = reversed + length + 64;
    view.fill(0, reversed, reversed + 64);
    view.fill(0, end, end + 16);
    const count = this.#exports.unstuff(from, length, end, restarts, most);
    if (count < 0 || view[this.#exports.stopped() + 1] !== 0xd9) return undefined;
    view.fill(0, Math.max(reversed, end - count - 64), end - count);
    const last = [0, 0, 4, 0, 24, 0, 0, 0, 63][points]!;
    const done = this.#exports.decode(
      end,
      count,
      at,
      stride,
      groupsX,
      groupsY,
      across,
      down,
      blocks,
      GREY,
      points,
      last,
      interval,
      restarts,
    );
    return done < 0
      ? undefined
      : { at, stride, columns: Math.ceil((width * points) / 8), rows: Math.ceil((height * points) / 8) };
  }

  #table(view: Uint8Array, which: 0 | 1, spec: Uint8Array): boolean {
    const known = this.#tables[which]!;
    if (known.length === spec.length && known.every((value, i) => value === spec[i])) return true;
    this.#tables[which] = new Uint8Array();
    view.set(spec, SPEC);
    if (this.#exports.table(SPEC, which) < 0) return false;
    this.#tables[which] = spec.slice();
    return true;
  }

  #quanta(quanta: Uint16Array, points: number): void {
    const { buffer } = this.#exports.memory;
    new Int32Array(buffer, QUANTA, 64).set(quanta);
    if (this.#points === points) return;
    this.#points = points;
    new Uint16Array(buffer, PLACES, 64).set(
      ZIGZAG.map(([row, column]) => (row < points && column < points ? 4 * (column * points + row) : PASSED)),
    );
  }

  /** Writes down how a colourless block of each colour in a group is coded; gives their number. */
  #greyBlocks(
    colours: readonly { across: number; down: number; dc: Uint8Array; ac: Uint8Array }[],
  ): number | undefined {
    const words = new Uint32Array(this.#exports.memory.buffer, GREY, 64);
    let count = 0;
    for (const { across, down, dc, ac } of colours) {
      const first = codeOf(dc, 0);
      const second = codeOf(ac, 0);
      if (!first || !second) return undefined;
      for (let i = 0; i < across * down; i++) {
        words[2 * count] = first.length + second.length;
        words[2 * count + 1] = first.code * 2 ** second.length + second.code;
        count++;
      }
    }
    return count;
  }

  #copy({ at, stride }: Plane, size: number): Uint8Array {
    const plane = new Uint8Array(this.#exports.memory.buffer, at);
    if (stride === size) return plane.slice(0, size * size);
    const out = new Uint8Array(size * size);
    for (let row = 0; row < size; row++)
      out.set(plane.subarray(row * stride, row * stride + size), row * size);
    return out;
  }

  #resize(plane: Plane, width: number, height: number, size: number): Uint8Array | undefined {
    const down = triangleWeights(plane.rows, height, size, 2);
    const across = triangleWeights(plane.columns, width, size, 8);
    const stride = 2 * (Math.ceil(plane.columns / 16) * 16 + 16);
    const [downStarts, downWeights] = this.#reserveWeights(down);
    const [acrossStarts, acrossWeights] = this.#reserveWeights(across);
    // Weights of nothing may reach beyond the last row and column.
    const between = this.#reserve(stride * size + 4 * across.taps);
    const out = this.#reserve(size * size);
    this.#reserve(down.taps * plane.stride);
    if (!this.#grow()) return undefined;
    const { buffer } = this.#exports.memory;
    new Int32Array(buffer, downStarts).set(down.starts);
    new Int16Array(buffer, downWeights).set(down.weights);
    new Int32Array(buffer, acrossStarts).set(across.starts);
    new Int16Array(buffer, acrossWeights).set(across.weights);
    const { at, columns } = plane;
    this.#exports.shrinkColumns(
      at,
      plane.stride,
      columns,
      downStarts,
      downWeights,
      down.taps,
      size,
      between,
      stride,
    );
    this.#exports.shrinkRows(between, stride, size, acrossStarts, acrossWeights, across.taps, size, out);
    return new Uint8Array(buffer, out, size * size).slice();
  }

  #reserveWeights({ starts, weights }: ResizeWeights): [number, number] {
    return [this.#reserve(4 * starts.length), this.#reserve(2 * weights.length)];
  }

  #reserve(bytes: number): number {
    const at = this.#free;
    this.#free = Math.ceil((at + bytes) / 16) * 16;
    return at;
  }

  #grow(): boolean {
    if (this.#free > MOST_BYTES) return false;
    const { memory } = this.#exports;
    const pages = Math.ceil(this.#free / PAGE) - memory.buffer.byteLength / PAGE;
    if (pages > 0) memory.grow(pages);
    return true;
  }
}

/** The code of a symbol. */
function codeOf(spec: Uint8Array, symbol: number): { code: number; length: number } | undefined {
  let code = 0;
  let at = 16;
  for (let length = 1; length <= 16; length++) {
    for (let i = 0; i < spec[length - 1]!; i++, code++) if (spec[at++] === symbol) return { code, length };
    code *= 2;
  }
  return undefined;
}

function zigzag(): [number, number][] {
  const places: [number, number][] = [];
  for (let sum = 0; sum < 15; sum++) {
    for (let i = Math.max(0, sum - 7); i <= Math.min(7, sum); i++) {
      places.push(sum % 2 === 0 ? [sum - i, i] : [i, sum - i]);
    }
  }
  return places;
}

let kernels: GreyJpegKernels | undefined;
let tried = false;

/** The decoder of this thread; undefined where WebAssembly or its SIMD is missing or forbidden. */
export function greyJpegKernels(): GreyJpegKernels | undefined {
  if (tried) return kernels;
  tried = true;
  const exports = wasmExports<Exports>(GREY_JPEG);
  // Elsewhere the general decoder reads the same.
  if (exports) kernels = new GreyJpegKernels(exports);
  return kernels;
}

import { invalidKerasFile } from '../invalidKerasFile.ts';

/** The address that stands for none. */
export const NOWHERE = -1;
const UNDEFINED = 0xffff_ffff_ffff_ffffn;

/** Little-endian numbers and texts of a file, whose places are checked. */
export class ByteReader {
  /** The whole file. */
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  /** @param bytes - the whole file */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#checked(at, 1));
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#checked(at, 2), true);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#checked(at, 4), true);
  }

  /** An address or a length of eight bytes; {@link NOWHERE} for the undefined address. */
  u64(at: number): number {
    const value = this.#view.getBigUint64(this.#checked(at, 8), true);
    if (value === UNDEFINED) return NOWHERE;
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw invalidKerasFile(`byte ${at} holds the number ${value}, beyond every file`);
    return Number(value);
  }

  /** A view of bytes. */
  slice(at: number, length: number): Uint8Array {
    return this.bytes.subarray(this.#checked(at, length), at + length);
  }

  /** A text that ends with a zero byte, or after `length` bytes. */
  text(at: number, length: number): string {
    const bytes = this.slice(at, length);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** Fails unless four letters stand at a place. */
  expect(at: number, letters: string): void {
    const came = this.text(at, 4);
    if (came !== letters) throw invalidKerasFile(`byte ${at} holds '${came}' where ${letters} was expected`);
  }

  #checked(at: number, length: number): number {
    if (at < 0 || length < 0 || at + length > this.bytes.length)
      throw invalidKerasFile(`bytes ${at} to ${at + length} would be needed of ${this.bytes.length}`);
    return at;
  }
}

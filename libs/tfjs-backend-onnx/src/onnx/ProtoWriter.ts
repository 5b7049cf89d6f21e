const textEncoder = new TextEncoder();

/**
 * Writes the protobuf wire format into one growing buffer: the three wire types that ONNX needs
 * (varint, 32 bits, length-delimited). Nested messages are written to a writer of their own first.
 */
export class ProtoWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Bytes written so far (a view, not a copy). */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A varint field; negative numbers take ten bytes as int64 in two's complement. */
  int(field: number, value: number): this {
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  /** A 32-bit float field. */
  float(field: number, value: number): this {
    this.#varint(field * 8 + 5);
    this.#reserve(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** A UTF-8 string field. */
  string(field: number, value: string): this {
    return this.bytes(field, textEncoder.encode(value));
  }

  /** A length-delimited field: raw bytes or a nested message. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    if (value >= 0 && value < 0x80000000) {
      let small = value;
      while (small > 0x7f) {
        this.#bytes[this.#length++] = (small & 0x7f) | 0x80;
        small >>>= 7;
      }
      this.#bytes[this.#length++] = small;
      return;
    }
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

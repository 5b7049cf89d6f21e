/** One field of a message in the wire format of Protocol Buffers. */
export type Field = Uint8Array;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;
const encoder = new TextEncoder();

/** A message: its fields one after the other. */
export function message(...fields: readonly (Field | readonly Field[])[]): Uint8Array {
  return joined(fields.flat() as Field[]);
}

/** The field, unless its value is 0, which proto3 leaves out where no `oneof` asks for it. */
export function unlessZero(
  field: (number: number, value: number) => Field,
  number: number,
  value: number,
): Field {
  return value === 0 ? new Uint8Array(0) : field(number, value);
}

/** An integer from 0 to 2^53 - 1, an enumeration or a bool. */
export function varint(number: number, value: number): Field {
  return joined([tag(number, VARINT), varintBytes(value)]);
}

/** A double. */
export function double(number: number, value: number): Field {
  return joined([tag(number, FIXED64), doubles([value])]);
}

/** A list of doubles, packed. */
export function packedDoubles(number: number, values: readonly number[]): Field {
  return bytes(number, doubles(values));
}

/** A float. */
export function float(number: number, value: number): Field {
  const body = new Uint8Array(4);
  new DataView(body.buffer).setFloat32(0, value, true);
  return joined([tag(number, FIXED32), body]);
}

/** Bytes, or a message within the message. */
export function bytes(number: number, value: Uint8Array): Field {
  return joined([tag(number, LENGTH), varintBytes(value.length), value]);
}

/** Text. */
export function text(number: number, value: string): Field {
  return bytes(number, encoder.encode(value));
}

function tag(number: number, wireType: number): Uint8Array {
  return varintBytes(number * 8 + wireType);
}

function varintBytes(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  // Division, as shifts would cut a number off at 32 bits.
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return Uint8Array.from([...out, rest]);
}

function doubles(values: readonly number[]): Uint8Array {
  const body = new Uint8Array(values.length * 8);
  const view = new DataView(body.buffer);
  values.forEach((value, i) => view.setFloat64(i * 8, value, true));
  return body;
}

/** Bytes one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

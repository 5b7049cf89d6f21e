import { type RandomStream, randomStream } from '@pneumo/core';

/** Values at which parsers of sizes and counts go wrong. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/**
 * A damaged copy of a file, drawn from a seed and a number: bits turned over, edge values written, pieces cut, doubled,
 * moved or taken from another file.
 */
export function mutate(seeds: readonly Uint8Array[], parser: string, index: number): Uint8Array {
  const random = randomStream(1, 'fuzz', parser, index);
  let bytes: Uint8Array = seeds[random.integer(seeds.length)]!.slice();
  const changes = 1 + random.integer(random.bernoulli(0.2) ? 40 : 4);
  for (let i = 0; i < changes && bytes.length > 0; i++) bytes = change(bytes, seeds, random);
  return bytes;
}

function change(bytes: Uint8Array, seeds: readonly Uint8Array[], random: RandomStream): Uint8Array {
  // Headers decide; half of the changes fall into the first kilobyte.
  const at = random.integer(random.bernoulli(0.5) ? Math.min(bytes.length, 1024) : bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (random.integer(7)) {
    case 0:
      bytes[at] = bytes[at]! ^ (1 << random.integer(8));
      return bytes;
    case 1:
      bytes[at] = random.integer(256);
      return bytes;
    case 2: {
      const value = EDGES[random.integer(EDGES.length)]!;
      if (at + 4 > bytes.length) return bytes;
      if (random.bernoulli(0.5)) view.setUint32(at, value, random.bernoulli(0.5));
      else view.setUint16(at, value, random.bernoulli(0.5));
      return bytes;
    }
    case 3:
      return bytes.slice(0, at);
    case 4: {
      const length = random.integer(Math.min(64, bytes.length - at) + 1);
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    }
    case 5: {
      const length = random.integer(Math.min(256, bytes.length - at) + 1);
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    }
    default: {
      const other = seeds[random.integer(seeds.length)]!;
      const from = random.integer(other.length);
      const piece = other.subarray(from, from + random.integer(128));
      bytes.set(piece.subarray(0, bytes.length - at), at);
      return bytes;
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const result = new Uint8Array(first.length + second.length);
  result.set(first);
  result.set(second, first.length);
  return result;
}

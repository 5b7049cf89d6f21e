import { invalidKerasFile } from '../invalidKerasFile.ts';
import type { ByteReader } from './ByteReader.ts';
import { readDataType, readShape } from './dataTypes.ts';
import type { Spend } from './spend.ts';

/**
 * Reads an attribute of texts; others have a name alone.
 *
 * @param wanted - whether the value shall be read, by the name
 * @param spend - called for the name, each text and each object in front of it in a heap
 * @returns a text, a list of texts, or undefined for what is none
 */
export function readAttribute(
  file: ByteReader,
  at: number,
  size: number,
  wanted: (name: string) => boolean,
  spend: Spend,
): { name: string; value: string | string[] | undefined } {
  const version = file.u8(at);
  if (version < 1 || version > 3)
    throw invalidKerasFile(`the attribute at byte ${at} is of version ${version}; expected 1 to 3`);
  const [nameSize, typeSize, shapeSize] = [file.u16(at + 2), file.u16(at + 4), file.u16(at + 6)];
  // Version 1 fills up to eight bytes; version 3 says the name's encoding.
  const padded = (length: number): number => (version === 1 ? Math.ceil(length / 8) * 8 : length);
  const start = at + (version === 3 ? 9 : 8);
  spend(nameSize);
  const name = file.text(start, nameSize);
  if (!wanted(name)) return { name, value: undefined };
  const typeAt = start + padded(nameSize);
  const shapeAt = typeAt + padded(typeSize);
  const data = shapeAt + padded(shapeSize);
  const type = readDataType(file, typeAt);
  const shape = readShape(file, shapeAt);
  const count = shape === null ? 0 : shape.reduce((a, b) => a * b, 1);
  // Empty lists are written as lists of numbers.
  if (count === 0) return { name, value: [] };
  if (type.name !== 'text' && type.name !== 'variable text') return { name, value: undefined };
  if (type.size === 0 || data + count * type.size > at + size)
    throw invalidKerasFile(`the attribute ${name} of ${count} texts does not fit into its ${size} bytes`);
  const texts = Array.from({ length: count }, (_, i) => {
    const place = data + i * type.size;
    if (type.name !== 'text') return heapText(file, place, name, spend);
    spend(type.size);
    return file.text(place, type.size);
  });
  return { name, value: shape!.length === 0 ? texts[0] : texts };
}

/** A text of any length, which stands in a heap of the file. */
function heapText(file: ByteReader, at: number, name: string, spend: Spend): string {
  spend();
  const [length, heap, index] = [file.u32(at), file.u64(at + 4), file.u32(at + 12)];
  if (length === 0) return '';
  file.expect(heap, 'GCOL');
  const end = heap + file.slice(heap, file.u64(heap + 8)).length;
  for (let object = heap + 16; object + 16 <= end;) {
    spend();
    const [number, size] = [file.u16(object), file.u64(object + 8)];
    if (number === 0) break;
    if (number === index) {
      spend(Math.min(length, size));
      return file.text(object + 16, Math.min(length, size));
    }
    object += 16 + Math.ceil(size / 8) * 8;
    if (size < 0) break;
  }
  throw invalidKerasFile(`the text of ${name} is not in its heap at byte ${heap}`);
}

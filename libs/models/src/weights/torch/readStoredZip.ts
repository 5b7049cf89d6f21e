import { PneumoError, cutText } from '@pneumo/core';

const LARGEST_COUNT = 100_000;

/**
 * The entries of a zip archive without compression, as PyTorch writes checkpoints (zip64 included), as
 * views of the file. Every offset and length is checked.
 *
 * @param bytes - the whole file
 * @param invalid - makes the error of what does not hold; a PyTorch checkpoint's by default
 */
export function readStoredZip(
  bytes: Uint8Array,
  invalid: (what: string) => PneumoError = invalidCheckpoint,
): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const need = (at: number, length: number, what: string): void => {
    if (!Number.isSafeInteger(at) || at < 0 || at + length > bytes.length)
      throw invalid(`${what} would stand at byte ${at} of ${bytes.length}`);
  };
  const big = (at: number): number => Number(view.getBigUint64(at, true));
  let end = bytes.length - 22;
  const lowest = Math.max(0, end - 65535);
  while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < lowest) throw invalid('it is no zip archive, or torn');
  let count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if ((count === 0xffff || at === 0xffffffff) && end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const wide = big(end - 12);
    need(wide, 56, 'the zip64 directory');
    count = big(wide + 32);
    at = big(wide + 48);
  }
  if (count > LARGEST_COUNT) throw invalid(`it says it has ${count} entries`);
  const entries = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    need(at, 46, `entry ${i}`);
    if (view.getUint32(at, true) !== 0x02014b50) throw invalid(`entry ${i} is none (byte ${at})`);
    const method = view.getUint16(at + 10, true);
    let [stored, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) =>
      view.getUint16(at + o, true),
    ) as [number, number, number];
    let header = view.getUint32(at + 42, true);
    need(at + 46, nameLength + extraLength, `the name of entry ${i}`);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    // Zip64: the numbers that did not fit, in this order.
    const extraEnd = at + 46 + nameLength + extraLength;
    for (let e = at + 46 + nameLength; e + 4 <= extraEnd; e += 4 + view.getUint16(e + 2, true)) {
      if (view.getUint16(e, true) !== 1) continue;
      let o = e + 4;
      const next = (): number => (need(o, 8, 'a zip64 number'), (o += 8), big(o - 8));
      if (size === 0xffffffff) size = next();
      if (stored === 0xffffffff) stored = next();
      if (header === 0xffffffff) header = next();
    }
    if (method !== 0 || stored !== size) throw invalid(`its entry ${name} is compressed`);
    need(header, 30, `the entry ${name}`);
    if (view.getUint32(header, true) !== 0x04034b50)
      throw invalid(`the entry ${name} is not where it should be`);
    const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    need(start, size, `the entry ${name}`);
    entries.set(name, bytes.subarray(start, start + size));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** The error of everything that does not hold in a checkpoint. */
export function invalidCheckpoint(what: string, cause?: unknown): PneumoError {
  return new PneumoError(
    'INVALID_CHECKPOINT',
    `This is no PyTorch checkpoint that can be read: ${cutText(what, 300)}. Expected a file of torch.save with tensors in ` +
      'dictionaries, lists and plain values (PyTorch 1.6 or later); write model.state_dict() or safetensors.',
    { cause },
  );
}

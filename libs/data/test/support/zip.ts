import { type Zippable, zipSync } from 'fflate';

/** A zip archive made by another library. */
export const zipOf = (files: Zippable): Uint8Array => zipSync(files);

/** A NumPy file of format 1, as NumPy writes it. */
export function npy(
  descr: string,
  shape: readonly number[],
  values: Uint8Array,
  fortran = false,
): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${axes}), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const length = header.length;
  const head = Uint8Array.from(
    `\x93NUMPY\x01\x00${String.fromCharCode(length & 255, length >> 8)}${header}`,
    (letter) => letter.charCodeAt(0),
  );
  return new Uint8Array([...head, ...values]);
}

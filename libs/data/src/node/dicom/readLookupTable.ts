import type { DataSet } from 'dicom-parser';
import type { LookupTable } from '../../sources/greyWindow.ts';
import { badDicom } from './badDicom.ts';

/**
 * Reads a lookup table of a DICOM file (PS3.3 C.11.1.1): a descriptor of three numbers and the entries.
 *
 * @param item - the item of the LUT sequence
 * @param signed - whether the first value that is mapped is signed
 * @param name - for messages
 * @returns the table
 * @throws PneumoError `BAD_IMAGE` when descriptor and entries do not fit together
 */
export function readLookupTable(item: DataSet, signed: boolean, name: string): LookupTable {
  const count = item.uint16('x00283002', 0);
  const bits = item.uint16('x00283002', 2);
  const first = signed ? item.int16('x00283002', 1) : item.uint16('x00283002', 1);
  const element = item.elements.x00283006;
  const entries = count === 0 ? 65536 : count;
  if (element === undefined || entries === undefined || first === undefined || bits === undefined)
    throw badDicom(name, 'lacks its descriptor or its data');
  const oneByte = bits <= 8 && element.length < 2 * entries;
  const room = element.dataOffset + element.length <= item.byteArray.length;
  if (bits < 1 || bits > 16 || !room || element.length < entries * (oneByte ? 1 : 2))
    throw badDicom(name, `has ${element.length} bytes for ${entries} entries of ${bits} bits`);
  const data = new Uint16Array(entries);
  for (let i = 0; i < entries; i++) {
    data[i] = oneByte
      ? item.byteArray[element.dataOffset + i]!
      : item.byteArrayParser.readUint16(item.byteArray, element.dataOffset + 2 * i);
  }
  return { first, bits, data };
}

import type { DataSet } from 'dicom-parser';
import { badDicom } from './badDicom.ts';
import { codestreamIn } from './codestreamIn.ts';
import type { DicomHeader } from './readDicomHeader.ts';

/**
 * The bytes of the one frame of a DICOM file.
 *
 * @param dataSet - the elements
 * @param header - how the pixels are stored
 * @param name - for messages
 * @returns the frame: values, or what a codec reads
 * @throws PneumoError `BAD_IMAGE` when there are no pixels or fewer than the header says
 */
export function readFrame(dataSet: DataSet, header: DicomHeader, name: string): Uint8Array {
  const element = dataSet.elements.x7fe00010;
  if (!element) throw badDicom(name, 'holds no pixels');
  const bytes = dataSet.byteArray;
  if (header.syntax.coding === 'raw') {
    const { rows, columns, samples, bitsAllocated, photometric } = header;
    if (photometric === 'YBR_FULL_422')
      throw badDicom(name, 'has subsampled colours that are not compressed; convert it to RGB');
    const length = (rows * columns * samples * bitsAllocated) / 8;
    if (element.length < length || element.dataOffset + length > bytes.length)
      throw badDicom(
        name,
        `is cut off: its pixels have ${Math.min(element.length, bytes.length - element.dataOffset)} of ${length} bytes`,
      );
    return bytes.subarray(element.dataOffset, element.dataOffset + length);
  }
  const { fragments } = element;
  if (!fragments || fragments.length === 0)
    throw badDicom(name, 'says that its pixels are compressed but holds no compressed frame');
  for (const { position, length } of fragments) {
    if (position < 0 || length < 0 || position + length > bytes.length)
      throw badDicom(name, 'is cut off in its pixels');
  }
  const frame = joined(bytes, fragments, name);
  const { coding } = header.syntax;
  return coding === 'jpeg2000' || coding === 'htj2k' ? codestreamIn(frame, name) : frame;
}

/** One frame: all fragments are parts of it. */
function joined(
  bytes: Uint8Array,
  fragments: readonly { position: number; length: number }[],
  name: string,
): Uint8Array {
  if (fragments.length === 1)
    return bytes.subarray(fragments[0]!.position, fragments[0]!.position + fragments[0]!.length);
  const frame = new Uint8Array(fragments.reduce((sum, { length }) => sum + length, 0));
  if (frame.length > bytes.length) throw badDicom(name, 'has fragments that lie over one another');
  let at = 0;
  for (const { position, length } of fragments) {
    frame.set(bytes.subarray(position, position + length), at);
    at += length;
  }
  return frame;
}

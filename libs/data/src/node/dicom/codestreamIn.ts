import { badDicom } from './badDicom.ts';

/** The first twelve bytes of a .jp2 file (ISO 15444-1 I.5.1). */
const SIGNATURE = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a];
const CODESTREAM = 0x6a703263; // 'jp2c'
/** More boxes than any writer makes. */
const MAX_BOXES = 1000;

/**
 * The JPEG 2000 code stream of a frame. DICOM wants it bare (PS3.5, A.4.4); some writers leave it in the boxes of a .jp2
 * file, which pydicom reads too: what the other boxes say is passed over, since the DICOM header says it.
 *
 * @param frame - a code stream, or a .jp2 file
 * @param name - for messages
 * @returns the code stream; what is no .jp2 file is given back as it is
 * @throws PneumoError `BAD_IMAGE` when the boxes hold none or are damaged
 */
export function codestreamIn(frame: Uint8Array, name: string): Uint8Array {
  if (!SIGNATURE.every((byte, i) => frame[i] === byte)) return frame;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  let at = 0;
  for (let box = 0; box < MAX_BOXES && at + 8 <= frame.length; box++) {
    const short = view.getUint32(at);
    const wide = short === 1;
    if (wide && at + 16 > frame.length) break;
    const length = wide ? Number(view.getBigUint64(at + 8)) : short === 0 ? frame.length - at : short;
    const head = wide ? 16 : 8;
    if (length < head || at + length > frame.length) break;
    if (view.getUint32(at + 4) === CODESTREAM) return frame.subarray(at + head, at + length);
    at += length;
  }
  throw badDicom(name, 'is cut off or damaged (the boxes of its .jp2 part hold no code stream)');
}

/** A small DICOM file (explicit VR, little endian, 8 bits) that holds an image and the identity of a person. */
export function dicomFile(size: number, pixels: Uint8Array, patient: string): Uint8Array {
  const syntax = '1.2.840.10008.1.2.1';
  const elements = [
    element(0x0008, 0x0060, 'CS', text('CR')),
    element(0x0010, 0x0010, 'PN', text(`NAME OF ${patient}`)),
    element(0x0010, 0x0020, 'LO', text(patient)),
    element(0x0018, 0x5101, 'CS', text('AP')),
    element(0x0028, 0x0002, 'US', short(1)),
    element(0x0028, 0x0004, 'CS', text('MONOCHROME2')),
    element(0x0028, 0x0010, 'US', short(size)),
    element(0x0028, 0x0011, 'US', short(size)),
    element(0x0028, 0x0100, 'US', short(8)),
    element(0x0028, 0x0101, 'US', short(8)),
    element(0x0028, 0x0102, 'US', short(7)),
    element(0x0028, 0x0103, 'US', short(0)),
    element(0x7fe0, 0x0010, 'OB', pixels),
  ];
  const meta = element(0x0002, 0x0010, 'UI', text(syntax, '\0'));
  return new Uint8Array(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, ...elements]));
}

function element(group: number, number: number, vr: string, value: Uint8Array): Uint8Array {
  const long = vr === 'OB';
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

const text = (value: string, pad = ' '): Buffer =>
  Buffer.from(value.length % 2 ? value + pad : value, 'latin1');

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

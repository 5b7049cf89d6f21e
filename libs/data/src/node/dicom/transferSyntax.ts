/** How the pixels of a DICOM file are stored. */
export type PixelCoding = 'raw' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg2000' | 'htj2k';

/** A transfer syntax that can be read. */
export interface TransferSyntax {
  /** For messages. */
  name: string;
  /** How the pixels are stored. */
  coding: PixelCoding;
  /** Numbers stand with the high byte first. */
  bigEndian?: boolean;
}

/** DICOM PS3.5 section 10 and annex A; PS3.6 table A-1. */
const SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': { name: 'Implicit VR Little Endian', coding: 'raw' },
  '1.2.840.10008.1.2.1': { name: 'Explicit VR Little Endian', coding: 'raw' },
  '1.2.840.10008.1.2.1.99': { name: 'Deflated Explicit VR Little Endian', coding: 'raw' },
  '1.2.840.10008.1.2.2': { name: 'Explicit VR Big Endian', coding: 'raw', bigEndian: true },
  '1.2.840.10008.1.2.5': { name: 'RLE Lossless', coding: 'rle' },
  '1.2.840.10008.1.2.4.50': { name: 'JPEG Baseline', coding: 'jpeg' },
  '1.2.840.10008.1.2.4.51': { name: 'JPEG Extended', coding: 'jpeg' },
  '1.2.840.10008.1.2.4.57': { name: 'JPEG Lossless', coding: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.70': { name: 'JPEG Lossless, first-order prediction', coding: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.80': { name: 'JPEG-LS Lossless', coding: 'jpeg-ls' },
  '1.2.840.10008.1.2.4.81': { name: 'JPEG-LS Near-lossless', coding: 'jpeg-ls' },
  '1.2.840.10008.1.2.4.90': { name: 'JPEG 2000 Lossless', coding: 'jpeg2000' },
  '1.2.840.10008.1.2.4.91': { name: 'JPEG 2000', coding: 'jpeg2000' },
  '1.2.840.10008.1.2.4.201': { name: 'High-Throughput JPEG 2000 Lossless', coding: 'htj2k' },
  '1.2.840.10008.1.2.4.202': { name: 'High-Throughput JPEG 2000 RPCL Lossless', coding: 'htj2k' },
  '1.2.840.10008.1.2.4.203': { name: 'High-Throughput JPEG 2000', coding: 'htj2k' },
};

/**
 * Looks a transfer syntax up.
 *
 * @param uid - its identifier
 * @returns what it means, or undefined when it is none that is read here
 */
export function transferSyntaxOf(uid: string): TransferSyntax | undefined {
  return Object.hasOwn(SYNTAXES, uid) ? SYNTAXES[uid] : undefined;
}

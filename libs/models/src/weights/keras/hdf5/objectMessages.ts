import { invalidKerasFile } from '../invalidKerasFile.ts';
import type { ByteReader } from './ByteReader.ts';
import type { Spend } from './spend.ts';

/** Kinds of messages in the header of an object that a file of Keras has. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

/** A message in the header of an object. */
export interface Message {
  type: number;
  /** Place and length of its content. */
  at: number;
  size: number;
}

/** The content stands elsewhere in the file. */
const SHARED = 2;

/**
 * The messages of an object's header, version 1, its continuations included.
 *
 * @param spend - called for each message
 */
export function objectMessages(file: ByteReader, address: number, spend: Spend): Message[] {
  const version = file.u8(address);
  if (version !== 1) {
    throw invalidKerasFile(
      `the object at byte ${address} has a header of version ${version}; expected 1, as h5py writes unless libver says otherwise`,
    );
  }
  const messages: Message[] = [];
  const blocks = [{ at: address + 16, end: address + 16 + file.u32(address + 8) }];
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    let { at } = block;
    while (at + 8 <= block.end) {
      const [type, size, flags] = [file.u16(at), file.u16(at + 2), file.u8(at + 4)];
      const message = { type, at: at + 8, size };
      file.slice(message.at, size);
      spend();
      if (flags & SHARED && (type === MESSAGE.datatype || type === MESSAGE.dataspace))
        throw invalidKerasFile(`the object at byte ${address} has a type that it shares with others`);
      if (type === MESSAGE.continuation) {
        const start = file.u64(message.at);
        blocks.push({ at: start, end: start + file.slice(start, file.u64(message.at + 8)).length });
      }
      messages.push(message);
      at = message.at + size;
    }
  }
  return messages;
}

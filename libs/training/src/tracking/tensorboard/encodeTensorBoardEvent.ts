import { PneumoError } from '@pneumo/core';
import { maskedCrc32c } from './crc32c.ts';
import { hyperParameterFields, runEndFields } from './hyperParameterFields.ts';
import {
  bytes,
  double,
  type Field,
  float,
  joined,
  message,
  packedDoubles,
  text,
  unlessZero,
  varint,
} from './protobuf.ts';
import type { TensorBoardEvent, TensorBoardValue } from './tensorBoardEvent.ts';

const FILE_VERSION = 'brain.Event:2';
/** SessionLog.START */
const START = 1;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Channels by PNG's colour type: grey, RGB, palette, grey and alpha, RGBA. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/**
 * One event as bytes of an event file: a TFRecord (length, masked CRC-32C, data, masked CRC-32C) that holds the
 * message `Event` of TensorBoard. A file is a `version` event and what follows; nothing else is needed.
 *
 * @param event - what is told
 * @returns the bytes to append
 * @throws PneumoError `INVALID_IMAGE` for a picture that is no PNG file, `INVALID_ARGUMENT` for a step that is no
 *   whole number
 *
 * @example
 * ```ts
 * const record = encodeTensorBoardEvent({ wallTime: 0, mark: 'version' });
 * new TextDecoder().decode(record.subarray(-17, -4)); // 'brain.Event:2'
 * ```
 */
export function encodeTensorBoardEvent(event: TensorBoardEvent): Uint8Array {
  const { wallTime, step = 0 } = event;
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `step is ${String(step)}; expected a whole number of at least 0.`,
    );
  }
  const what =
    'values' in event
      ? [bytes(5, message(event.values.flatMap(summaryValues)))]
      : event.mark === 'version'
        ? [text(3, FILE_VERSION)]
        : [bytes(7, message(varint(1, START)))];
  return framed(message(unlessZero(double, 1, wallTime), unlessZero(varint, 2, step), what));
}

/** Bytes as a TFRecord. */
function framed(data: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return joined([length, checksum(length), data, checksum(data)]);
}

function checksum(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, maskedCrc32c(data), true);
  return out;
}

/** The fields `value` of a Summary. */
function summaryValues(value: TensorBoardValue): Field[] {
  switch (value.kind) {
    case 'scalar':
      return [bytes(1, message(text(1, value.tag), float(2, value.value)))];
    case 'image':
      return [bytes(1, message(text(1, value.tag), bytes(4, imageMessage(value.tag, value.png))))];
    case 'histogram': {
      const { min, max, count, sum, sumOfSquares, limits, counts } = value.histogram;
      const histogram = message(
        unlessZero(double, 1, min),
        unlessZero(double, 2, max),
        double(3, count),
        unlessZero(double, 4, sum),
        unlessZero(double, 5, sumOfSquares),
        packedDoubles(6, limits),
        packedDoubles(7, counts),
      );
      return [bytes(1, message(text(1, value.tag), bytes(5, histogram)))];
    }
    case 'hyperparameters':
      return hyperParameterFields(value).map((field) => bytes(1, field));
    case 'run-end':
      return [bytes(1, runEndFields(value))];
  }
}

function imageMessage(tag: string, png: Uint8Array): Uint8Array {
  const channels = CHANNELS[png[25] ?? -1];
  if (png.length < 33 || PNG.some((byte, i) => png[i] !== byte) || channels === undefined) {
    throw new PneumoError(
      'INVALID_IMAGE',
      `The image '${tag}' (${png.length} bytes) is no PNG file; encode it as PNG.`,
    );
  }
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return message(
    varint(1, view.getUint32(20)),
    varint(2, view.getUint32(16)),
    varint(3, channels),
    bytes(4, png),
  );
}

import { parentPort } from 'node:worker_threads';
import type { DecodedImage } from '../../sources/imageSource.ts';
import { decodeGreyJpeg } from './decodeGreyJpeg.ts';

/** What a decoding thread is asked. */
export interface JpegRequest {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** What it answers: nothing for a file that is left to the general decoder. */
export type JpegAnswer = DecodedImage | undefined;

// The other side of createDecodingPool: one file in, one image out, its memory handed over.
parentPort!.on('message', ({ bytes, size }: JpegRequest) => {
  const answer: JpegAnswer = decodeGreyJpeg(bytes, size);
  parentPort!.postMessage(answer, answer ? [answer.image.data.buffer as ArrayBuffer] : []);
});

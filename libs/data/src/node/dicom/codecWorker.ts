import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { PixelCoding } from './transferSyntax.ts';

/** What the worker is asked: bytes whose sizes have been checked. */
export interface CodecRequest {
  /** How they are coded. */
  coding: PixelCoding;
  /** The frame. */
  bytes: Uint8Array;
  /** 1 or 2 bytes a value in the result. */
  bytesPerValue: 1 | 2;
}

/** What it answers: values pixel by pixel, little endian, or why not. */
export type CodecAnswer =
  { data: Uint8Array; width: number; height: number; components: number } | { error: string };

/** What the Emscripten builds of CharLS, OpenJPEG and OpenJPH have in common. */
interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  getInterleaveMode?(): number | { value: number };
  delete(): void;
}
type Codec = Record<string, new () => Decoder>;

const CODECS = {
  'jpeg-ls': { path: '@cornerstonejs/codec-charls/decodewasmjs', decoder: 'JpegLSDecoder' },
  jpeg2000: { path: '@cornerstonejs/codec-openjpeg/decodewasmjs', decoder: 'J2KDecoder' },
  htj2k: { path: '@cornerstonejs/codec-openjph', decoder: 'HTJ2KDecoder' },
} as const;

// The other side of runCodec: each codec is loaded when the first image of its kind is met. They are CommonJS without types.
const load = createRequire(import.meta.url);
const loaded = new Map<string, Promise<Codec>>();
const quiet = (): object => ({ print: () => undefined, printErr: () => undefined });

async function decode({ coding, bytes, bytesPerValue }: CodecRequest): Promise<CodecAnswer> {
  if (coding === 'jpeg-lossless') return decodeLossless(bytes, bytesPerValue);
  const { path, decoder: name } = CODECS[coding as keyof typeof CODECS];
  let codec = loaded.get(path);
  if (!codec) {
    codec = (load(path) as (options: object) => Promise<Codec>)(quiet());
    loaded.set(path, codec);
  }
  const decoder = new (await codec)[name]!();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, componentCount } = decoder.getFrameInfo();
    // The result lies in the codec's own memory.
    let data: Uint8Array = decoder.getDecodedBuffer().slice();
    const mode = decoder.getInterleaveMode?.();
    const planes = (typeof mode === 'object' ? mode.value : mode) === 0 && componentCount > 1;
    if (planes) data = interleave(data, componentCount);
    return { data, width, height, components: componentCount };
  } finally {
    decoder.delete();
  }
}

interface LosslessDecoder {
  xDim: number;
  yDim: number;
  numComp: number;
  decode(buffer: ArrayBufferLike, offset: number, length: number, bytes: number): Uint8Array | Uint16Array;
}

function decodeLossless(bytes: Uint8Array, bytesPerValue: 1 | 2): CodecAnswer {
  const { Decoder: Lossless } = load('jpeg-lossless-decoder-js') as { Decoder: new () => LosslessDecoder };
  const decoder = new Lossless();
  const result = decoder.decode(bytes.buffer, bytes.byteOffset, bytes.byteLength, bytesPerValue);
  return {
    data: new Uint8Array(result.buffer as ArrayBuffer, result.byteOffset, result.byteLength),
    width: decoder.xDim,
    height: decoder.yDim,
    components: decoder.numComp,
  };
}

function interleave(planes: Uint8Array, components: number): Uint8Array {
  const pixels = planes.length / components;
  const result = new Uint8Array(planes.length);
  for (let c = 0; c < components; c++) {
    for (let i = 0; i < pixels; i++) result[i * components + c] = planes[c * pixels + i]!;
  }
  return result;
}

parentPort!.on('message', (request: CodecRequest) => {
  decode(request).then(
    (answer) =>
      parentPort!.postMessage(answer, 'data' in answer ? [answer.data.buffer as ArrayBuffer] : undefined),
    // Emscripten throws numbers (addresses of C++ exceptions), the lossless decoder errors.
    (thrown: unknown) =>
      parentPort!.postMessage({
        error: thrown instanceof Error ? thrown.message : 'the codec refuses it',
      } satisfies CodecAnswer),
  );
});

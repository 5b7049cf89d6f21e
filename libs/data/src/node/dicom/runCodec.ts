import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { PneumoError } from '@pneumo/core';
import { badDicom } from './badDicom.ts';
import type { CodecAnswer, CodecRequest } from './codecWorker.ts';

/** A film takes a codec half a second; one that takes this long was made to. */
const SECONDS = 30;
/** JavaScript's share of a worker's memory; what codecs hold beside it follows from the sizes that were checked. */
const HEAP_MEGABYTES = 512;

/** Threads that have done their work and wait for more; nothing but the time to start one depends on them. */
const idle: Worker[] = [];

/**
 * Decodes a frame in a thread of its own, with limits: code that was compiled from C++ sees files from outside, and a
 * loop or a crash in it must not reach the program.
 *
 * @param request - bytes whose form has been checked before
 * @param name - the file, for messages
 * @param seconds - after which the thread is ended
 * @returns the values and the codec's view of their form
 * @throws PneumoError `BAD_IMAGE` when the codec refuses the bytes, crashes or takes too long; `NOT_BUILT`
 */
export async function runCodec(
  request: CodecRequest,
  name: string,
  seconds = SECONDS,
): Promise<Exclude<CodecAnswer, { error: string }>> {
  const worker = idle.pop() ?? startWorker();
  worker.ref();
  let finish: (answer: CodecAnswer | { crash: string }) => void = () => undefined;
  const answered = new Promise<CodecAnswer | { crash: string }>((resolve) => (finish = resolve));
  const onError = (error: Error): void =>
    finish({ crash: `crashes its decoder (${error.message.split('\n')[0]})` });
  const onExit = (): void => finish({ crash: 'ends its decoder' });
  const timer = setTimeout(
    () => finish({ crash: `takes its decoder more than ${seconds} seconds` }),
    seconds * 1000,
  );
  worker.on('message', finish).on('error', onError).on('exit', onExit);
  worker.postMessage(request);
  const answer = await answered;
  clearTimeout(timer);
  worker.off('message', finish).off('error', onError).off('exit', onExit);
  if ('crash' in answer || 'error' in answer) {
    // A codec that has failed once may have left its memory in disorder.
    worker.on('error', () => undefined);
    await worker.terminate();
    const reason =
      'crash' in answer ? answer.crash : `is damaged: ${answer.error.split('\n')[0]!.slice(0, 100)}`;
    throw badDicom(name, reason);
  }
  worker.unref();
  idle.push(worker);
  return answer;
}

function startWorker(): Worker {
  // Without execArgv a worker would look for TypeScript sources where the process does; codecs that print are not heard.
  return new Worker(workerEntry(), {
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
}

/** A thread starts from JavaScript: beside this file when built, in `dist` when running from source. */
function workerEntry(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./codecWorker.js', import.meta.url);
  const built = new URL('../../../dist/node/dicom/codecWorker.js', import.meta.url);
  if (existsSync(built)) return built;
  throw new PneumoError(
    'NOT_BUILT',
    'Decoding threads run built code and @pneumo/data has not been built; run `npx tsc -b libs/data/tsconfig.build.json`.',
  );
}

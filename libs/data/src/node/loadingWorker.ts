import { parentPort, workerData } from 'node:worker_threads';
import { isPneumoError } from '@pneumo/core';
import { type BatchRequest, makeBatch } from '../batchLoader.ts';
import type { Batch } from '../batch.ts';
import type { PairedMasks, StoredPixels } from '../storedPixels.ts';
import { openStoredPixels } from './filePixelSource.ts';

/** What a loading worker answers. */
export type WorkerAnswer =
  { batch: Batch } | { error: { code: string; message: string; details: Readonly<Record<string, unknown>> } };

// The other side of createLoadingPool: one request in, one batch out, its memory handed over.
const source = openStoredPixels(workerData as StoredPixels & PairedMasks);
parentPort!.on('message', (request: BatchRequest) => {
  try {
    const batch = makeBatch(source, request);
    const answer: WorkerAnswer = { batch };
    const { images, labels, weights, masks, maskWeights } = batch;
    const parts = [images, labels, weights, ...(masks && maskWeights ? [masks, maskWeights] : [])];
    parentPort!.postMessage(
      answer,
      parts.map(({ buffer }) => buffer as ArrayBuffer),
    );
  } catch (error) {
    // Structured cloning keeps neither class nor code of an error.
    const { code, message, details } = isPneumoError(error)
      ? error
      : { code: 'WORKER_FAILED', message: String(error), details: {} };
    const answer: WorkerAnswer = { error: { code, message, details } };
    parentPort!.postMessage(answer);
  }
});

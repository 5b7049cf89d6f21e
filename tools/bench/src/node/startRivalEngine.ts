import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EngineName, useEngine } from '@pneumo/engine';
import { ONNX_RUNTIME_VERSION, registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import * as tf from '@tensorflow/tfjs-core';
import type { Order } from '../process/protocol.ts';

/**
 * Starts the engine of a contestant in Node.
 *
 * @returns what computes, in a few words
 */
export async function startRivalEngine({ rival, threads, tensorflow }: Order): Promise<string> {
  const count = threads[0]!;
  if (rival === 'pneumo-small' || rival === 'pneumo-worker') {
    const worker = rival === 'pneumo-worker';
    registerOnnxBackend({ threads: count, worker, memory: worker ? 'fast' : 'small' });
    await tf.setBackend('onnx');
    return `onnx (ONNX Runtime ${ONNX_RUNTIME_VERSION}, ${count} threads), ${worker ? 'in a worker' : 'memory: small'}`;
  }
  const name = (rival === 'pneumo' ? 'onnx' : rival) as EngineName;
  const engine = await useEngine(name, {
    ...((name === 'onnx' || name === 'wasm') && { threads: count }),
    ...(tensorflow !== undefined && { load: loadFrom(tensorflow) }),
  });
  return engine.reason.replace(/, as asked.*$/, '');
}

/** Finds tfjs-node in another folder, and everything else as usual. */
function loadFrom(folder: string): (specifier: string) => Promise<unknown> {
  return async (specifier) => {
    if (!specifier.startsWith('@tensorflow/tfjs-node')) return import(specifier);
    const path = createRequire(join(folder, 'package.json')).resolve(specifier);
    return ((await import(pathToFileURL(path).href)) as { default: unknown }).default;
  };
}

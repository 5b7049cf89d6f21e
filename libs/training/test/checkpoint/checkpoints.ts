import { CHECKPOINT_SCHEMA_VERSION } from '@pneumo/training';
import type { Checkpoint } from '@pneumo/training';

/** A small checkpoint with every part filled. */
export function sampleCheckpoint(step = 7): Checkpoint {
  const sums = { loss: 1.25, images: 8, gradientNorm: 0.1 + 0.2, learningRate: 0.01, seconds: 0 };
  return {
    schemaVersion: CHECKPOINT_SCHEMA_VERSION,
    modelFingerprint: 'ab'.repeat(32),
    settings: {
      seed: 2 ** 53 - 1,
      epochs: 3,
      batchesPerEpoch: 5,
      optimiser: { name: 'adam', beta1: 0.9 },
      schedule: { kind: 'constant', learningRate: 0.01 },
      clipNorm: null,
      earlyStopping: { monitor: 'valAuroc', mode: 'max', patience: 2 },
      best: { monitor: 'valAuroc', mode: 'max' },
    },
    state: {
      epoch: 1,
      batch: 2,
      step,
      sums,
      history: [
        { epoch: 1, step: 5, trainLoss: 1 / 3, learningRate: 0.01, gradientNorm: 1e-300, valAuroc: 0.9 },
      ],
      schedule: null,
      earlyStopping: { best: 0.9, wait: 0, stop: false },
      best: { epoch: 1, step: 5, monitor: 'valAuroc', value: 0.9 },
    },
    engine: { name: 'onnx', threads: 2, plan: { conv: ['blocked', 8] } },
    versions: { node: '20.20.2' },
    weights: {
      'block1/kernel': { shape: [2, 3], values: Float32Array.of(1, -0, 1e-45, 3.4e38, 0.1, 5) },
      'scalar, Grüße/bias': { shape: [], values: Float32Array.of(-2.5) },
    },
    optimiser: { 'm/block1/kernel': { shape: [2, 3], values: new Float32Array(6).fill(0.25) } },
    best: { 'block1/kernel': { shape: [2, 3], values: new Float32Array(6).fill(9) } },
  };
}

/** Makes a safetensors file of a header and data, whether they fit or not. */
export function forge(
  header: unknown,
  data: Uint8Array = new Uint8Array(0),
  claimedLength?: bigint,
): Uint8Array {
  const head = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, claimedLength ?? BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
}

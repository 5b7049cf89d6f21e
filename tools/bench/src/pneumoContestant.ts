import { createInterface } from 'node:readline';
import { IMAGENET_NORMALISATION, pixelImage, randomStream } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import { useEngine } from '@pneumo/engine';
import { sigmoidBinaryCrossEntropy } from '@pneumo/losses';
import {
  CONTRACT_SCHEMA_VERSION,
  createModel,
  predictLogits,
  resolveModelConfig,
  setDropoutState,
} from '@pneumo/models';
import { fit } from '@pneumo/training';
import type { Task } from './contestant.ts';
import { WORKLOAD } from './workload.ts';

// Pneumo's side of the comparison: the study's CNN through the same public functions that
// `pneumo train` and `pneumo predict` use.
const { batchSize, size, channels } = WORKLOAD;
const threads = Number(process.argv[2] ?? 0);
const engine = await useEngine('onnx', threads > 0 ? { threads } : {});
const config = resolveModelConfig('cnn', { inputSize: size, channels });
const model = createModel('cnn', config);
const contract = {
  schemaVersion: CONTRACT_SCHEMA_VERSION,
  architecture: { name: 'cnn', config },
  inputSize: size,
  channels,
  normalisation: IMAGENET_NORMALISATION,
  classNames: ['NORMAL', 'PNEUMONIA'],
} as const;

const stream = randomStream(0, 'bench');
const films = Array.from({ length: batchSize }, () =>
  pixelImage(
    size,
    size,
    1,
    Uint8Array.from({ length: size * size }, () => stream.integer(256)),
  ),
);
const batch: Batch = {
  images: Float32Array.from({ length: batchSize * size * size * channels }, () => stream.uniform(-2, 2)),
  shape: [batchSize, size, size, channels],
  labels: Float32Array.from({ length: batchSize }, (_, i) => (i % 4 === 0 ? 0 : 1)),
  weights: new Float32Array(batchSize).fill(1),
  ids: Array.from({ length: batchSize }, (_, i) => String(i)),
};

async function train(batches: number): Promise<void> {
  await fit({
    model,
    trainBatches: () => Array.from({ length: batches }, () => batch),
    batchesPerEpoch: batches,
    epochs: 1,
    seed: 0,
    loss: (labels, logits, sampleWeights) =>
      sigmoidBinaryCrossEntropy(labels, logits, {
        sampleWeights,
        classWeights: { negative: 1.94, positive: 0.67 },
      }),
    optimiser: { name: 'adam' },
    schedule: { kind: 'constant', learningRate: 1e-4 },
    onBeforeStep: (step) => void setDropoutState(model, { seed: 0, step }),
    restoreBest: false,
  });
}

async function infer(batches: number): Promise<void> {
  const images = Array.from({ length: batches }, () => films).flat();
  await predictLogits(model, { ...contract, classNames: ['NORMAL', 'PNEUMONIA'] }, images, { batchSize });
}

const answer = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

answer({ about: engine.reason });
for await (const line of createInterface({ input: process.stdin })) {
  const { task, batches } = JSON.parse(line) as { task: Task; batches: number };
  const start = performance.now();
  await (task === 'train' ? train(batches) : infer(batches));
  answer({ seconds: (performance.now() - start) / 1000 });
}
answer({ peakBytes: process.resourceUsage().maxRSS * 1024 });

import { readFileSync } from 'node:fs';
import { namedPolicies } from '@pneumo/augment';
import { IMAGENET_NORMALISATION } from '@pneumo/core';
import { loadBatches, replayVariants, sharedPixelSource } from '@pneumo/data';
import { createLoadingPool } from '@pneumo/data/node';
import { useEngine } from '@pneumo/engine';
import { sigmoidBinaryCrossEntropy } from '@pneumo/losses';
import {
  createModel,
  frozenPrefix,
  loadWeights,
  modelSummary,
  parseSafetensors,
  setDropoutState,
  setTrainable,
  trainingFlops,
} from '@pneumo/models';
import { fit, predictBatches } from '@pneumo/training';
import { storeFeatures } from '@pneumo/training/node';
import type { PrefixFigures, PrefixOrder } from '../prefixOrder.ts';
import { peakBytes } from './peakBytes.ts';

// One training of the study's transfer model in a process of its own: on images, or on features.
const order = JSON.parse(process.argv[2]!) as PrefixOrder;
const { size, train, val, batchSize, path } = order;
const architecture = { name: 'resnet50', config: { inputSize: size, channels: 3, head: 'study', seed: 1 } };
await useEngine('onnx');
const model = createModel(architecture.name, architecture.config);
if (order.weights !== undefined) {
  const { tensors } = parseSafetensors(readFileSync(order.weights));
  loadWeights(model, architecture, tensors, { classifier: 'keep' });
}
setTrainable(model, architecture, { lastTensors: 36 });
const ids = Array.from({ length: train + val }, (_, i) => `film-${i}`);
const buffer = new SharedArrayBuffer(ids.length * size * size);
new Uint8Array(buffer).set(readFileSync(order.films));
const pixels = sharedPixelSource({ size, ids, buffer });
const samples = ids.map((id, i) => ({
  id,
  label: i % 4 === 0 ? ('NORMAL' as const) : ('PNEUMONIA' as const),
}));
const parts = {
  train: { ids: ids.slice(0, train), policy: namedPolicies.study },
  val: { ids: ids.slice(train) },
};
const pool = createLoadingPool({ source: pixels, workers: order.workers });
const common = { samples, batchSize, seed: 1, normalisation: IMAGENET_NORMALISATION, channels: 3 } as const;

const flops = { forward: modelSummary(model).flops, step: trainingFlops(model) };
const divided = path === 'plain' ? undefined : frozenPrefix(model);
const start = performance.now();
const features =
  divided &&
  (await storeFeatures({
    ...common,
    prefix: divided.prefix,
    pixels,
    loader: pool,
    parts,
    folder: order.folder,
    limitBytes: 2 ** 34,
    precision: path === 'float16' ? 'float16' : 'float32',
  }));
const firstPass = (performance.now() - start) / 1000;
const images = replayVariants(pool, 1);
const loaders = features?.loaders ?? { train: images, val: images };
const seconds: { train: number; val: number }[] = [];
const { history } = await fit({
  model,
  ...(divided && { suffix: divided.suffix }),
  epochs: order.epochs,
  batchesPerEpoch: Math.ceil(train / batchSize),
  seed: 1,
  trainBatches: (epoch, startBatch) =>
    loadBatches({ ...common, loader: loaders.train, ...parts.train, epoch, startBatch }),
  loss: (labels, logits, sampleWeights) => sigmoidBinaryCrossEntropy(labels, logits, { sampleWeights }),
  optimiser: { name: 'adam' },
  schedule: { kind: 'constant', learningRate: 1e-4 },
  validate: async () => {
    const batches = loadBatches({ ...common, loader: loaders.val, ...parts.val, epoch: 0, shuffle: false });
    const { logits } = await predictBatches(divided?.suffix ?? model, batches);
    return { logit: logits.reduce((a, b) => a + b, 0) / logits.length };
  },
  onBeforeStep: (step) => void setDropoutState(model, { seed: 1, step }),
  best: { monitor: 'valLogit', mode: 'max' },
  restoreBest: false,
  now: () => performance.now(),
  onEvent: (event) => {
    if (event.type === 'epoch-end')
      seconds.push({ train: event.row.seconds!, val: event.row.validationSeconds! });
  },
});
const figures: PrefixFigures = {
  seconds,
  firstPass: features ? firstPass : 0,
  bytes: features?.bytes ?? 0,
  peakBytes: peakBytes(),
  losses: history.map(({ trainLoss }) => trainLoss),
  logits: history.map(({ valLogit }) => valLogit!),
  plain: flops,
  ...(divided && {
    suffix: { forward: modelSummary(divided.suffix).flops, step: trainingFlops(divided.suffix) },
  }),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
await features?.close();
await pool.close();
// Threads of the runtime would keep the process.
process.exit();

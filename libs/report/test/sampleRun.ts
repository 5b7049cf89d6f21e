import { randomStream } from '@pneumo/core';
import { chooseThreshold, evaluatePredictions, type Prediction, sigmoid } from '@pneumo/metrics';
import type { ExplainedImage, HistoryPoint, PartResults, RunReportData } from '@pneumo/report';

/** A grey square as a PNG, for places where any picture will do. */
export const pngSrc =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';

/** Predictions of a plausible model: two images a patient in every third case, subtypes, one split. */
export function samplePredictions(
  split: string,
  positives: number,
  negatives: number,
  shift = 0,
): Prediction[] {
  const stream = randomStream(4, 'sample', split);
  return Array.from({ length: positives + negatives }, (_, i) => {
    const label = i < positives ? 1 : 0;
    const logit = stream.normal(label === 1 ? 2.3 : -1.6 + shift, 1.5);
    const type = i % 3 === 0 ? 'virus' : 'bacteria';
    return {
      id: label === 1 ? `person${i}_${type}_${i * 2}.jpeg` : `IM-${String(i).padStart(4, '0')}-0001.jpeg`,
      patient: `${label}-${i - (i % 3 === 2 ? 1 : 0)}`,
      label,
      logit,
      probability: sigmoid(logit),
      model: 'cnn',
      split,
      ...(label === 1 && { columns: { subtype: type } }),
    };
  });
}

function judged(predictions: Prediction[], threshold: number): PartResults {
  const options = { seed: 1, resamples: 300, subgroupColumns: ['subtype'] };
  return {
    atThreshold: evaluatePredictions(predictions, { threshold, ...options }),
    atHalf: evaluatePredictions(predictions, { threshold: 0.5, ...options }),
    predictions,
  };
}

/** Everything a report can show, filled with plausible values. */
export function sampleRun(images: (prediction: Prediction) => string = () => pngSrc): RunReportData {
  const val = samplePredictions('val', 260, 90);
  const test = samplePredictions('test', 390, 234, 1.1);
  const threshold = chooseThreshold(
    val.map((row) => row.label!),
    val.map((row) => row.probability),
    { kind: 'youden' },
  );
  const history = Array.from({ length: 12 }, (_, i): HistoryPoint => ({
    epoch: i + 1,
    trainLoss: 0.12 + 0.5 * Math.exp(-i / 3),
    valLoss: 0.2 + 0.42 * Math.exp(-i / 2.5) + 0.012 * Math.max(0, i - 7) + 0.03 * Math.sin(i * 2),
    valAuroc: 0.975 - 0.2 * Math.exp(-i / 2) - 0.004 * Math.sin(i * 2),
    learningRate: 0.0005 * (1 + Math.cos((Math.PI * i) / 12)),
    seconds: 41.3,
    dataSeconds: 0.5,
    imagesPerSecond: 96.1,
  }));
  const isRight = (row: Prediction): boolean => row.probability >= threshold.value === (row.label === 1);
  const pick = (label: number, right: boolean): ExplainedImage[] =>
    test
      .filter((row) => row.label === label && isRight(row) === right)
      .sort((a, b) => Math.abs(b.logit) - Math.abs(a.logit))
      .slice(0, 4)
      .map((row, i) => ({
        id: row.id,
        label: row.label!,
        probability: row.probability,
        src: images(row),
        ...(row.columns && { caption: row.columns['subtype']! }),
        ...(i % 2 === 0 && { lungFraction: 0.62 + i / 20 }),
      }));
  return {
    schemaVersion: 1,
    title: 'Study CNN on the chest X-ray set',
    date: '2026-11-24 10:30 UTC',
    generator: 'pneumo 0.1.0',
    data: {
      name: 'Chest X-Ray Pneumonia (Kermany, Zhang, Goldbaum 2018)',
      synthetic: false,
      parts: [
        {
          part: 'train',
          normal: 1079,
          pneumonia: 3106,
          patients: 2764,
          subtypes: { bacteria: 2030, virus: 1076 },
        },
        { part: 'val', normal: 270, pneumonia: 777, patients: 691, subtypes: { bacteria: 508, virus: 269 } },
        { part: 'test', normal: 234, pneumonia: 390, patients: 642, subtypes: { bacteria: 242, virus: 148 } },
      ],
      split: {
        name: 'study',
        description: 'train and val merged, then 80:20 by image, stratified by class, as the study did.',
        seed: 42,
        sharedPatients: 318,
      },
      leftOut: [
        {
          id: 'train/NORMAL/IM-0115-0001.jpeg',
          patient: 'IM-0115',
          reason: 'its patient stands in the test set',
        },
        { id: 'train/NORMAL/broken.jpeg', reason: 'cannot be decoded: premature end of JPEG' },
      ],
      facts: [
        { name: 'Patient rule', value: 'number and type: person100_bacteria_475.jpeg is person100_bacteria' },
        { name: 'Image size', value: '150 × 150, grey, ImageNet normalisation at the batch' },
        { name: 'Class weights', value: 'NORMAL 1.94, PNEUMONIA 0.67' },
        {
          name: 'Manifest',
          value: 'sha256 9f2c41d0b6a7e8c35512fd9b0a4c3e77d1e6a8b94c20f35e6d7a8b9c0d1e2f30',
        },
      ],
    },
    model: {
      name: 'cnn',
      description:
        'The study’s network: five blocks of two 3×3 convolutions with batch normalisation, then dense layers down to one logit.',
      facts: [
        { name: 'Input', value: '150 × 150 × 3' },
        { name: 'Filters', value: '32, 64, 128, 256, 512' },
        { name: 'Parameters', value: '5,867,425' },
      ],
    },
    training: {
      recipe: 'study-cnn',
      facts: [
        { name: 'Loss', value: 'binary cross-entropy with class weights' },
        { name: 'Optimiser', value: 'Adam, learning rate 0.001, cosine' },
        { name: 'Batch size', value: '32' },
        { name: 'Augmentation', value: 'flip, rotation ±10°, shift, brightness and contrast ±20 %' },
        { name: 'Seed', value: '42' },
      ],
      history,
      bestEpoch: 10,
      ended: 'all 12 epochs done',
    },
    threshold,
    validation: judged(val, threshold.value),
    test: judged(test, threshold.value),
    publishedComparison: true,
    explanations: {
      method: 'Grad-CAM',
      layer: 'block5_conv2',
      part: 'test',
      selection: 'the surest of each kind, at most four',
      images: [...pick(1, true), ...pick(0, true), ...pick(1, false), ...pick(0, false)],
    },
    repeat: {
      before: ['npm ci'],
      command:
        'npx nx run trainer:train -- --data=chest_xray --model=cnn --epochs=12 --split=study --seed=42 --out=runs/study-cnn',
      note: 'The run folder holds the whole configuration; the same seed on the same machine gives the same weights.',
    },
    environment: [
      { name: 'Engine', value: 'onnx (onnxruntime-node 1.30.0, 2 threads)' },
      { name: 'Node', value: '20.20.2' },
      { name: 'Processor', value: 'Intel Xeon, 2 cores, AVX-512' },
      { name: 'Commit', value: '3c57a4e1f0' },
    ],
    warnings: ['2 files could not be read and were left out because --on-bad-file=skip was given.'],
  };
}

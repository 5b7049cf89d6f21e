import { basename } from 'node:path';
import type { LeftOutReason, SplitName, SplitPart } from '@pneumo/data';
import type { Prediction } from '@pneumo/metrics';
import type { DataFacts, ExplainedImage, Fact, PartCounts, PartResults, RunReportData } from '@pneumo/report';
import type { FitResult } from '@pneumo/training';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { policyNamed } from '../config/augmentPolicy.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import type { RunEnvironment } from '../run/environment.ts';
import { describeProcessor } from '../run/machine.ts';
import type { RunFolder } from '../run/runFolder.ts';
import { formatBytes, formatMinute } from '../ui/format.ts';
import { VERSION } from '../version.ts';
import type { RunCalibration } from './calibrateRun.ts';
import { type Dataset, samplesOf } from './dataset.ts';
import type { Explanation } from './explainRun.ts';
import { heatInside } from './heatInside.ts';
import type { RunMetrics } from './judge.ts';
import { epochSampling } from './epochSampling.ts';
import { classWeightsOf } from './trainingSettings.ts';

/** One film that was explained. */
export interface ExplainedCase {
  prediction: Prediction;
  explanation: Explanation;
  /** The overlay's place in the run folder. */
  file: string;
}

/** What a report is made from. */
export interface ReportInput {
  run: RunFolder;
  config: TrainConfig;
  dataset: Dataset;
  environment: RunEnvironment;
  metrics: RunMetrics;
  model: LayersModel;
  result: FitResult;
  validation: readonly Prediction[];
  test?: readonly Prediction[];
  explained: readonly ExplainedCase[];
  /** What the reader must know beside what the data set says. */
  warnings: readonly string[];
  /** When the run ended, milliseconds. */
  ended: number;
}

/** The published study used this set in its official test part: 234 NORMAL and 390 PNEUMONIA films. */
const PUBLISHED_TEST = { negatives: 234, positives: 390 };

/** Gathers what the report of a run shows. */
export function runReportData(input: ReportInput): RunReportData {
  const { config, dataset, environment, metrics, result, ended } = input;
  const testPart = metrics.test;
  return {
    schemaVersion: 1,
    title: `${config.model.toUpperCase()} on ${dataset.name}`,
    date: formatMinute(ended),
    generator: `pneumo ${VERSION}`,
    data: dataFacts(input),
    model: modelFacts(input),
    training: {
      recipe: config.recipe,
      facts: trainingFacts(input),
      history: result.history,
      ...(result.best !== null && { bestEpoch: result.best.epoch }),
      ended:
        result.stopped === 'early-stopped'
          ? `no better ${config.monitor} for ${config.patience} epochs`
          : `all ${config.epochs} epochs done`,
    },
    threshold: metrics.threshold,
    validation: results(metrics.validation, metrics.validationAtHalf, input.validation),
    ...(testPart !== undefined &&
      input.test !== undefined && { test: results(testPart, metrics.testAtHalf, input.test) }),
    ...(metrics.calibration && { calibration: calibrationFacts(metrics, metrics.calibration) }),
    publishedComparison:
      !dataset.synthetic &&
      testPart?.negatives === PUBLISHED_TEST.negatives &&
      testPart.positives === PUBLISHED_TEST.positives,
    ...(input.explained.length > 0 && { explanations: explanations(input) }),
    repeat: {
      command: `npx nx run trainer:repeat -- ${input.run.path}`,
      note: 'The configuration names the data; with the same data, versions and machine the run gives the same weights bit for bit.',
    },
    environment: environmentFacts(environment),
    warnings: [...dataset.warnings, ...input.warnings],
  };
}

function results(
  atThreshold: PartResults['atThreshold'],
  atHalf: PartResults['atHalf'],
  predictions: readonly Prediction[],
): PartResults {
  return { atThreshold, ...(atHalf && { atHalf }), predictions };
}

function calibrationFacts(
  { validation, test }: RunMetrics,
  calibration: RunCalibration,
): NonNullable<RunReportData['calibration']> {
  const { fitted } = calibration;
  return {
    method: fitted.method,
    fittedOn: fitted.fittedOn,
    parts: [
      { part: 'val', n: validation.n, ...calibration.validation },
      ...(test && calibration.test ? [{ part: 'test', n: test.n, ...calibration.test }] : []),
    ],
  };
}

function dataFacts({ config, dataset }: ReportInput): DataFacts {
  const { split, check } = dataset;
  const weights = classWeightsOf(config, epochSampling(config, samplesOf(dataset, 'train')).labels);
  return {
    name: dataset.name,
    synthetic: dataset.synthetic,
    parts: (['train', 'val', 'test'] as const).map((part) => partCounts(dataset, part)),
    split: {
      name: split.name,
      description: SPLIT_WORDS[split.name],
      seed: split.seed,
      sharedPatients: check.sharedPatients.length,
      sharedDuplicates: check.sharedDuplicates.length,
    },
    leftOut: [
      ...split.leftOut.map(({ id, patient, reason }) => ({
        id,
        patient,
        reason: LEFT_OUT_WORDS[reason],
      })),
      ...dataset.skipped.map(({ file, reason }) => ({ id: file, reason })),
    ],
    facts: [
      { name: 'Patient rule', value: config.patientRule },
      { name: 'Image size', value: `${config.imageSize} × ${config.imageSize}, grey` },
      {
        name: 'Augmentation',
        value: config.augment === 'none' ? 'none' : `${augmentName(config.augment)}, training images only`,
      },
      ...(weights === undefined
        ? []
        : [
            {
              name: 'Class weights',
              value: `NORMAL ${weights.negative.toFixed(2)}, PNEUMONIA ${weights.positive.toFixed(2)}`,
            },
          ]),
      { name: 'Manifest hash', value: dataset.hash },
    ],
  };
}

const SPLIT_WORDS: Readonly<Record<SplitName, string>> = {
  study: 'Training and validation folders merged and divided 80:20 by image, as the published study did.',
  given: 'The parts that the data set gives, as they are.',
  patient:
    'Divided by patient and stratified by class: no patient stands on both sides. A given test set is never trained on.',
  'k-fold': 'One fold of a cross-validation by patient, stratified by class.',
  'nested-k-fold': 'One inner fold of a nested cross-validation by patient: the outer fold tests.',
  'hold-out': 'Tested on another site or on later films; whoever is shown there does not train.',
  bootstrap: 'Patients drawn with replacement train; those never drawn validate.',
};

const LEFT_OUT_WORDS: Readonly<Record<LeftOutReason, string>> = {
  'patient-in-test': 'its patient stands in the test set',
  'duplicate-in-test': 'the same picture stands in the test set under another name',
  'given-test': "it belongs to the data set's own test part, which this split keeps unseen",
};

function augmentName(augment: TrainConfig['augment']): string {
  if (augment === 'study') return "the study's";
  if (typeof augment === 'string') return augment;
  return `a policy of ${policyNamed(augment)
    .operations.map(({ type }) => type)
    .join(', ')}`;
}

function partCounts(dataset: Dataset, part: SplitPart): PartCounts {
  const { counts, patients } = dataset.check;
  const subtypes: Record<string, number> = {};
  for (const { columns } of samplesOf(dataset, part)) {
    const subtype = columns?.subtype;
    if (subtype !== undefined) subtypes[subtype] = (subtypes[subtype] ?? 0) + 1;
  }
  return {
    part,
    normal: counts[part].NORMAL,
    pneumonia: counts[part].PNEUMONIA,
    patients: patients[part],
    ...(Object.keys(subtypes).length > 0 && { subtypes }),
  };
}

function modelFacts({ config, model }: ReportInput): RunReportData['model'] {
  return {
    name: config.model,
    description:
      config.model === 'cnn'
        ? `${config.filters.length} blocks of two 3×3 convolutions with batch normalisation and ReLU, max-pooling and dropout; dense layers down to one logit.`
        : `${config.model} with ${config.head === 'study' ? "the study's head" : 'one dense layer'} down to one logit${config.weights === 'random' ? '' : `, begun with ${basename(config.weights)}`}.`,
    facts: [
      { name: 'Input', value: `${config.imageSize} × ${config.imageSize} × 3` },
      ...(config.model === 'cnn'
        ? [
            { name: 'Filters', value: config.filters.join(', ') },
            { name: 'Dense units', value: config.dense.length === 0 ? 'none' : config.dense.join(', ') },
          ]
        : [
            { name: 'What learns', value: config.trainable },
            { name: 'Statistics of frozen batch normalisation', value: config.frozenStatistics },
          ]),
      { name: 'Parameters', value: model.countParams().toLocaleString('en') },
    ],
  };
}

function trainingFacts({ config }: ReportInput): Fact[] {
  return [
    {
      name: 'Loss',
      value: config.loss === 'bce' ? 'binary cross-entropy' : `focal loss, gamma ${config.focalGamma}`,
    },
    {
      name: 'Optimiser',
      value: `${config.optimizer}, learning rate ${config.lr}, ${config.schedule} schedule`,
    },
    { name: 'Batch size', value: String(config.batchSize) },
    ...(config.sampling === 'shuffled' ? [] : [{ name: 'Sampling', value: config.sampling }]),
    ...(config.mixup > 0 ? [{ name: 'Mixup', value: `alpha ${config.mixup}` }] : []),
    ...(config.cutmix > 0 ? [{ name: 'CutMix', value: `alpha ${config.cutmix}` }] : []),
    { name: 'Epochs', value: String(config.epochs) },
    { name: 'Best epoch by', value: config.monitor },
    ...(config.testTimeAugmentation === 'flip'
      ? [{ name: 'Predicts by', value: 'the mean logit of each film and its mirror image' }]
      : []),
    { name: 'Seed', value: String(config.seed) },
  ];
}

function explanations({ dataset, explained, test }: ReportInput): NonNullable<RunReportData['explanations']> {
  return {
    method: 'Grad-CAM',
    layer: explained[0]!.explanation.layer,
    part: test === undefined ? 'val' : 'test',
    selection: 'of each outcome those films that the model was surest of',
    images: explained.map(({ prediction, explanation }): ExplainedImage => {
      const caption = [
        ...(prediction.columns?.subtype === undefined ? [] : [prediction.columns.subtype]),
        ...(explanation.empty ? ['empty map: no evidence for pneumonia in this layer'] : []),
      ].join(', ');
      const lungs = dataset.pixels.mask?.(prediction.id) ?? dataset.phantom?.lungMask(prediction.id);
      const inside = lungs === undefined ? undefined : heatInside(explanation.map, lungs);
      return {
        id: prediction.id,
        src: `data:image/png;base64,${Buffer.from(explanation.png).toString('base64')}`,
        probability: prediction.probability,
        ...(prediction.label !== undefined && { label: prediction.label }),
        ...(caption !== '' && { caption }),
        ...(inside !== undefined && { lungFraction: inside }),
      };
    }),
  };
}

function environmentFacts(environment: RunEnvironment): Fact[] {
  const { versions, engine, machine, gitCommit, started, seed, continued = [] } = environment;
  return [
    { name: 'Engine', value: engine.reason },
    { name: 'Processor', value: describeProcessor(machine) },
    { name: 'Memory', value: formatBytes(machine.memory) },
    { name: 'System', value: machine.system },
    ...Object.entries(versions).map(([name, value]) => ({ name, value })),
    ...(gitCommit === undefined ? [] : [{ name: 'Git commit', value: gitCommit }]),
    { name: 'Started', value: started },
    ...continued.map(({ time, ...there }) => ({
      name: 'Went on',
      value: [
        time,
        `Node ${there.versions['node']}`,
        describeProcessor(there.machine),
        ...(there.gitCommit === undefined ? [] : [`Git commit ${there.gitCommit}`]),
      ].join(' · '),
    })),
    { name: 'Seed', value: String(seed) },
  ];
}

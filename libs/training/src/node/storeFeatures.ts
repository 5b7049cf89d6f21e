import type { AugmentPolicy } from '@pneumo/augment';
import { checkInteger, type Normalisation, PneumoError } from '@pneumo/core';
import { type BatchLoader, featureLoader, loadBatches, type PixelSource, type Sample } from '@pneumo/data';
import {
  type FeatureFile,
  type FeaturePrecision,
  type FeatureStoreOptions,
  makeFeatureSpace,
  openFeatureStore,
  planFeatureStore,
} from '@pneumo/data/node';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkBatch } from '../checkBatch.ts';
import { macrotask } from '../macrotask.ts';
import { hashPixels, hashWeights } from './featureKeys.ts';

/** A part of a data set whose features are stored. */
export interface FeaturePart {
  /** Its samples; the features of one that is named again are kept once. */
  readonly ids: readonly string[];
  /** How images are varied; not at all where missing. */
  readonly policy?: AugmentPolicy;
  /** Ways in which each image is varied, one epoch after the other; 1 by default, and without a policy. */
  readonly variants?: number;
}

/** What {@link storeFeatures} takes. */
export interface StoreFeaturesOptions<Part extends string> {
  /** The frozen beginning of a network, such as `frozenPrefix` of `@pneumo/models` gives: images to features [n, h, w, c]. */
  readonly prefix: LayersModel;
  /** The pixels that `loader` makes batches of; their hash is a part of what features are known by. */
  readonly pixels: PixelSource;
  /** Makes the batches of images. */
  readonly loader: BatchLoader;
  /** The data set, for the labels. */
  readonly samples: readonly Pick<Sample, 'id' | 'label'>[];
  /** The parts, by names of the caller's. */
  readonly parts: Readonly<Record<Part, FeaturePart>>;
  /** Images that go through the prefix at once. */
  readonly batchSize: number;
  /** The run's seed, which augmentation is drawn from. */
  readonly seed: number;
  /** Mean and standard deviation of each channel, on the 0..1 scale. */
  readonly normalisation: Normalisation;
  /** Channels of the model's input. */
  readonly channels: 1 | 3;
  /** Where the features lie; several runs may share it. */
  readonly folder: string;
  /** Most bytes that all features in the folder may take; those of other runs give way, the longest unused first. */
  readonly limitBytes: number;
  /** How features are kept; `float32` by default. */
  readonly precision?: FeaturePrecision;
  /** What computes, with its version: another engine's features differ in the last bits, and are kept apart. */
  readonly engine?: string;
  /** Ends the work between two batches by throwing the signal's reason; what is stored by then stays. */
  readonly signal?: AbortSignal;
  /** Called when a batch has been stored, with the images done and to do, variants and all parts counted. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What {@link storeFeatures} gives. */
export interface StoredFeatures<Part extends string> {
  /** A loader of features for each part, for `loadBatches` of `@pneumo/data`. */
  readonly loaders: Readonly<Record<Part, BatchLoader>>;
  /** Bytes of all features on disk. */
  readonly bytes: number;
  /** Images whose features had to be computed; the others were there from an earlier time. */
  readonly computed: number;
  /** Closes the files; the features stay for the next time. */
  close(): Promise<void>;
}

/**
 * Computes the features of images once and keeps them on disk, so that a training of what follows the prefix need
 * not compute them in every epoch. Augmented images have a number of variants: epoch `e` of the training sees variant
 * `e` modulo that number.
 *
 * Features are known by all that decides them: weights of the prefix, pixels, samples, policy, seed, variant,
 * normalisation, size of the batches, engine. Those that an earlier run left in the folder are taken, and a run that was
 * killed goes on behind its last batch.
 *
 * @param options - prefix, images, parts, where and how much
 * @returns a loader for each part; close it when done
 * @throws PneumoError `FEATURE_LIMIT` or `DISK_FULL` before anything is computed; `FEATURES_NOT_FINITE`,
 *   `FEATURES_BUSY`, `NOT_WRITABLE`, `INVALID_BATCH`, `INVALID_ARGUMENT`
 * @throws the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { inlineLoader, loadBatches } from '@pneumo/data';
 * import { pixelImage } from '@pneumo/core';
 * import * as tfl from '@tensorflow/tfjs-layers';
 * import { storeFeatures } from '@pneumo/training/node';
 * const pixels = { size: 2, get: () => pixelImage(2, 2, 1, Uint8Array.of(0, 51, 102, 255)) };
 * const prefix = tfl.sequential({ layers: [tfl.layers.maxPooling2d({ poolSize: 2, inputShape: [2, 2, 1] })] });
 * const common = {
 *   samples: [{ id: 'a', label: 'PNEUMONIA' as const }], batchSize: 1, seed: 1, channels: 1 as const,
 *   normalisation: { mean: [0], std: [0.5] },
 * };
 * const features = await storeFeatures({
 *   ...common, prefix, pixels, loader: inlineLoader(pixels), parts: { train: { ids: ['a'] } },
 *   folder: await mkdtemp('/tmp/pneumo-example-'), limitBytes: 2 ** 20,
 * });
 * for await (const batch of loadBatches({ ...common, loader: features.loaders.train, ids: ['a'], epoch: 3 }))
 *   batch.images[0]; // 2
 * await features.close();
 * ```
 */
export async function storeFeatures<Part extends string>(
  options: StoreFeaturesOptions<Part>,
): Promise<StoredFeatures<Part>> {
  const {
    prefix,
    pixels,
    batchSize,
    seed,
    normalisation,
    channels,
    folder,
    precision = 'float32',
    engine,
    signal,
  } = options;
  checkInteger('batchSize', batchSize, { min: 1 });
  const shape = featureShape(prefix);
  const weights = await hashWeights(prefix);
  const planned: (Omit<Job<Part>, 'store'> & { options: FeatureStoreOptions })[] = [];
  for (const [name, part] of Object.entries(options.parts) as [Part, FeaturePart][]) {
    const { policy, variants = 1 } = part;
    checkInteger(`parts.${name}.variants`, variants, { min: 1 });
    const ids = [...new Set(part.ids)].sort();
    const hash = hashPixels(pixels, ids);
    for (let variant = 0; variant < (policy ? variants : 1); variant++) {
      const key = [
        FORMAT,
        weights,
        hash,
        normalisation,
        channels,
        batchSize,
        engine ?? null,
        ...(policy ? [policy, seed, variant] : []),
      ];
      const store = { folder, key, ids, shape, precision, step: batchSize, ...(signal && { signal }) };
      planned.push({ name, policy, variant, options: store });
    }
  }
  const plans = planned.map((job) => planFeatureStore(job.options));
  await makeFeatureSpace(folder, plans, options.limitBytes);
  const jobs: Job<Part>[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(jobs.map(({ store }) => store.close()));
  };
  try {
    for (const { options: store, ...job } of planned)
      jobs.push({ ...job, store: await openFeatureStore(store) });
    const total = sum(jobs, ({ store }) => store.ids.length);
    const there = sum(jobs, ({ store }) => store.filled);
    let done = there;
    for (const job of jobs) {
      await fill(options, job, (images) => options.onProgress?.((done += images), total));
    }
    const names = Object.keys(options.parts) as Part[];
    const loaders = Object.fromEntries(
      names.map((name) => [
        name,
        featureLoader(jobs.filter((job) => job.name === name).map(({ store }) => store)),
      ]),
    ) as Record<Part, BatchLoader>;
    return { loaders, bytes: sum(plans, ({ bytes }) => bytes), computed: total - there, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Raised when features of before would be misread, or differ. */
const FORMAT = 1;

interface Job<Part extends string> {
  readonly name: Part;
  readonly policy: AugmentPolicy | undefined;
  readonly variant: number;
  readonly store: FeatureFile;
}

/** Computes what a store lacks, in inference mode. */
async function fill<Part extends string>(
  { prefix, loader, samples, batchSize, seed, normalisation, channels, signal }: StoreFeaturesOptions<Part>,
  { policy, variant, store }: Job<Part>,
  onStored: (images: number) => void,
): Promise<void> {
  if (store.filled === store.ids.length) return;
  const batches = loadBatches({
    loader,
    samples,
    ids: store.ids,
    shuffle: false,
    epoch: variant,
    startBatch: store.filled / batchSize,
    batchSize,
    seed,
    normalisation,
    channels,
    ...(policy && { policy }),
    ...(signal && { signal }),
  });
  for await (const batch of batches) {
    checkBatch(prefix, batch);
    const features = tidy(
      () => prefix.apply(tensor(batch.images, [...batch.shape], 'float32'), { training: false }) as Tensor,
    );
    const values = (await features.data()) as Float32Array;
    features.dispose();
    await store.append(values);
    onStored(batch.ids.length);
    await macrotask();
    signal?.throwIfAborted();
  }
}

function featureShape({ outputs }: LayersModel): readonly [number, number, number] {
  const shape = outputs[0]!.shape.slice(1);
  if (outputs.length === 1 && shape.length === 3 && shape.every((size) => size !== null))
    return shape as [number, number, number];
  throw new PneumoError(
    'INVALID_MODEL',
    `The prefix gives [n, ${shape.map((size) => size ?? 'any').join(', ')}]; expected one output [n, height, width, channels] of known size.`,
  );
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

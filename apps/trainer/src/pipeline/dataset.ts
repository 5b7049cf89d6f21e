import { type PixelImage, PneumoError } from '@pneumo/core';
import {
  checkSplit,
  generatePhantom,
  type ManifestRow,
  manifestHash,
  pairMasks,
  type Phantom,
  type Sample,
  sharePixels,
  type Split,
  type SplitCheck,
  type SplitPart,
  type StoredPixelSource,
} from '@pneumo/data';
import {
  type BadFile,
  buildPixelCache,
  type ImageSource,
  type PixelCache,
  planPixelCache,
  withMasks,
} from '@pneumo/data/node';
import { cacheFolder } from '../cli/cacheFolder.ts';
import type { Context } from '../cli/context.ts';
import { memorySize } from '../config/memorySize.ts';
import { PHANTOM, type TrainConfig } from '../config/trainConfig.ts';
import { makeSplit } from './makeSplit.ts';
import { onBadFile, openImages } from './openImages.ts';
import { formatBytes } from '../ui/format.ts';
import { startProgress } from '../ui/progress.ts';

/** A data set that is ready to train on: read, split, decoded. */
export interface Dataset {
  /** What it is called in reports. */
  name: string;
  /** Generated, not taken from patients. */
  synthetic: boolean;
  /** Its samples, bad files left out. */
  samples: readonly Sample[];
  /** Who trains, validates and tests. */
  split: Split;
  /** What the split holds. */
  check: SplitCheck;
  /** The pixels, in shared memory or read from the cache's file. */
  pixels: StoredPixelSource;
  /** Every image with its part and hash. */
  rows: ManifestRow[];
  /** Hash of the rows. */
  hash: string;
  /** Files that were left out because that was asked for. */
  skipped: readonly BadFile[];
  /** What the reader should know. */
  warnings: string[];
  /** A film for people to look at, larger than the network's input. */
  film(id: string): Promise<PixelImage<Uint8Array>>;
  /** The generator, where the films are generated: it knows the truth. */
  phantom?: Phantom;
}

/** Width and height of films that people look at. */
const DISPLAY_SIZE = 320;

/** The settings that decide a data set. */
export type DatasetConfig = Pick<
  TrainConfig,
  | 'data'
  | 'patientRule'
  | 'table'
  | 'badFiles'
  | 'split'
  | 'allowLeaks'
  | 'validationFraction'
  | 'phantomPatients'
  | 'imageSize'
  | 'imageDepth'
  | 'masks'
  | 'cacheMemory'
  | 'seed'
> &
  Partial<Pick<TrainConfig, 'dataSeed'>>;

/** Reads or generates a data set, splits it and makes its pixels ready. */
export async function openDataset(context: Context, config: DatasetConfig): Promise<Dataset> {
  const { dataSeed = 'seed' } = config;
  const drawn = { ...config, seed: dataSeed === 'seed' ? config.seed : Number(dataSeed) };
  return config.data === PHANTOM ? openPhantom(context, drawn) : openFiles(context, drawn);
}

async function openPhantom(context: Context, config: DatasetConfig): Promise<Dataset> {
  if (config.imageDepth !== 8)
    throw new PneumoError(
      'INVALID_ARGUMENT',
      'Generated films have 8 bits; leave --image-depth out, or name --data.',
    );
  if (config.masks !== 'none')
    throw new PneumoError(
      'INVALID_CONFIG',
      'Generated films bring their own lung masks; leave --masks out, or name --data.',
    );
  const phantom = generatePhantom({
    seed: config.seed,
    patients: config.phantomPatients,
    size: config.imageSize,
  });
  // A film is a function of seed, patient and film: drawn larger it is the same film. Films are drawn when asked for.
  const display = generatePhantom({
    seed: config.seed,
    patients: config.phantomPatients,
    size: DISPLAY_SIZE,
  });
  const ids = phantom.samples.map(({ id }) => id);
  const progress = startProgress(context, 'generating films');
  let done = 0;
  const pixels = sharePixels(
    {
      size: phantom.size,
      get(id) {
        context.signal.throwIfAborted();
        progress.update(++done, ids.length);
        return phantom.get(id);
      },
    },
    ids,
  );
  progress.end();
  return assemble(config, {
    name: `generated phantom, ${config.phantomPatients} patients`,
    synthetic: true,
    samples: phantom.samples,
    pixels,
    hashes: new Map(),
    skipped: [],
    warnings: [],
    film: async (id) => display.get(id),
    phantom,
  });
}

async function openFiles(context: Context, config: DatasetConfig): Promise<Dataset> {
  const films = await openImages(context, config);
  const source = config.masks === 'none' ? films : await withMasks(films, config.masks);
  const labelled = source.samples.filter(({ label }) => label !== undefined);
  if (labelled.length === 0) {
    throw new PneumoError(
      'UNLABELLED',
      `${config.data} says of no image what it shows; put the files into folders NORMAL and PNEUMONIA, or name them with a label in a CSV.`,
    );
  }
  const memoryLimit = memorySize(config.cacheMemory) ?? undefined;
  const form = {
    size: config.imageSize,
    depth: config.imageDepth,
    ...(memoryLimit !== undefined && { memoryLimit }),
  };
  announceCache(context, form, labelled.length);
  const progress = startProgress(context, 'reading images');
  const cache = await buildPixelCache(labelled, {
    ...form,
    source,
    cacheDir: cacheFolder(context),
    onBadFile: onBadFile(config.badFiles),
    signal: context.signal,
    onProgress: ({ phase, done, total }) =>
      progress.update(done, total, phase === 'hash' ? 'checking' : 'decoding'),
  });
  progress.end();
  const usable = new Set(cache.ids);
  const masks = await cachedMasks(context, config, source, usable);
  return assemble(config, {
    name: source.name,
    synthetic: false,
    samples: labelled.filter(({ id }) => usable.has(id)),
    pixels: masks === undefined ? cache : pairMasks(cache, masks),
    hashes: new Map(cache.images.map(({ id, sha256 }) => [id, sha256])),
    skipped: [...source.skipped, ...cache.skipped],
    warnings: source.warnings.map(({ message }) => message),
    film: async (id) => (await source.decode(id, await source.read(id), { size: DISPLAY_SIZE })).image,
  });
}

/** The lung masks of the images that can be used, at the images' size. */
async function cachedMasks(
  context: Context,
  config: DatasetConfig,
  { masks: source }: ImageSource,
  usable: ReadonlySet<string>,
): Promise<PixelCache | undefined> {
  if (source === undefined) return undefined;
  const samples = source.samples.filter(({ id }) => usable.has(id));
  if (samples.length === 0) {
    throw new PneumoError(
      'NO_MASKS',
      `--masks ${config.masks} holds no mask of any of the ${usable.size} images; expected the same paths as theirs, such as NORMAL/film.png for NORMAL/film.jpeg.`,
    );
  }
  context.note(`Lung masks: ${samples.length} of ${usable.size} images.`);
  const memoryLimit = memorySize(config.cacheMemory) ?? undefined;
  return buildPixelCache(samples, {
    source,
    size: config.imageSize,
    cacheDir: cacheFolder(context),
    onBadFile: onBadFile(config.badFiles),
    signal: context.signal,
    ...(memoryLimit !== undefined && { memoryLimit }),
  });
}

/** Says up front how large the decoded images are and where they will be. */
function announceCache(
  context: Context,
  form: Omit<Parameters<typeof planPixelCache>[0], 'images'>,
  images: number,
): void {
  const { bytes, memoryLimit, held } = planPixelCache({ ...form, images });
  context.note(
    `Decoded images: ${images} of ${form.size}×${form.size}, ${formatBytes(bytes)}, ${
      held ? 'held in memory' : 'read from the cache one at a time'
    } (--cache-memory: at most ${formatBytes(memoryLimit)}).`,
  );
}

interface Found extends Pick<
  Dataset,
  'name' | 'synthetic' | 'samples' | 'pixels' | 'skipped' | 'warnings' | 'film'
> {
  hashes: ReadonlyMap<string, string>;
  phantom?: Phantom;
}

async function assemble(config: DatasetConfig, { hashes, ...found }: Found): Promise<Dataset> {
  const split = await makeSplit(config, found.samples, hashes);
  const check = checkSplit(split, found.samples, {
    contentHashes: hashes,
    allowLeaks: config.allowLeaks || config.split === 'study',
  });
  const parts = partsOf(split);
  const rows = found.samples.map((sample): ManifestRow => {
    const part = parts.get(sample.id);
    const sha256 = hashes.get(sample.id);
    return { sample, ...(part !== undefined && { part }), ...(sha256 !== undefined && { sha256 }) };
  });
  const warnings = [...found.warnings];
  if (found.skipped.length > 0)
    warnings.push(`${found.skipped.length} files could not be used and were left out.`);
  if (split.leftOut.length > 0) {
    warnings.push(
      `${split.leftOut.length} training images were left out because their patients or pictures also stand in the test set, or the split keeps them unseen (split.json names them).`,
    );
  }
  if (check.sharedPatients.length > 0) {
    warnings.push(
      `${check.sharedPatients.length} patients stand in more than one part${split.name === 'study' ? ": the study's split is by image" : ''}, so the validation figures flatter.`,
    );
  }
  if (check.sharedDuplicates.length > 0) {
    warnings.push(
      `${check.sharedDuplicates.length} pictures stand in more than one part under different names.`,
    );
  }
  return { ...found, split, check, rows, hash: await manifestHash(rows), warnings };
}

function partsOf(split: Split): Map<string, SplitPart | 'left-out'> {
  return new Map<string, SplitPart | 'left-out'>([
    ...split.train.map((id) => [id, 'train'] as const),
    ...split.val.map((id) => [id, 'val'] as const),
    ...split.test.map((id) => [id, 'test'] as const),
    ...split.leftOut.map(({ id }) => [id, 'left-out'] as const),
  ]);
}

/** The samples of one part, in the order of the split. */
export function samplesOf({ samples, split }: Pick<Dataset, 'samples' | 'split'>, part: SplitPart): Sample[] {
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  return split[part].map((id) => {
    const sample = byId.get(id);
    if (sample === undefined)
      throw new PneumoError('UNKNOWN_SAMPLE', `The split names '${id}', which the data do not hold.`);
    return sample;
  });
}

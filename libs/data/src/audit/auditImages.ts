import { PneumoError } from '@pneumo/core';
import { type Audit, auditSamples } from '../auditSamples.ts';
import { type AuditImage, exposureFeatures, fileFeatures, pictureFeatures } from './auditTable.ts';
import { type Duplicates, findDuplicates } from './findDuplicates.ts';
import { type FeatureRow, featureTable } from './featureTable.ts';
import { recommendations } from './recommendations.ts';
import { type Separability, separability, type SeparabilityOptions } from './separability.ts';
import { strangeImages, type StrangeImage } from './strangeImages.ts';

/** Everything that was found out about a data set: plain JSON. */
export interface ImageAudit {
  /** Counts, sizes, patients. */
  summary: Audit;
  /** Ranges of every feature by part and class. */
  features: FeatureRow[];
  /** Equal files and nearly equal pictures. */
  duplicates: Duplicates;
  /**
   * How well size, shape, encoding and exposure alone predict the label. Missing where there are too few patients.
   */
  metadataPredictsLabel?: Separability;
  /**
   * How well everything that was measured tells train from test: over all images (`all`), where a different mix of
   * classes shows too, and within each class. Without what has too few patients.
   */
  splitsLookDifferent: Record<string, Separability>;
  /** The strangest images of each class, strangest first. */
  strange: Record<string, StrangeImage[]>;
  /** The most typical images of each class. */
  typical: Record<string, StrangeImage[]>;
  /** What to do, one sentence or two each. */
  recommendations: string[];
}

/** Images that are named of each class. */
const NAMED = 12;

/**
 * Looks at a data set before a model does: all findings on one table of what was measured.
 *
 * @param images - the table
 * @param options - seed, folds and resamples of the cross-validated findings
 * @returns findings and recommendations
 * @throws PneumoError `NO_IMAGES` without images
 *
 * @example
 * ```ts
 * const film = generatePhantom({ seed: 1, patients: 20, size: 64 });
 * const images = film.samples.map((sample): AuditImage => ({
 *   sample, width: 64, height: 64, channels: 1, bytes: 4096, statistics: imageStatistics(film.get(sample.id)),
 * }));
 * auditImages(images, { resamples: 100 }).duplicates.exact; // []
 * ```
 */
export function auditImages(images: readonly AuditImage[], options: SeparabilityOptions = {}): ImageAudit {
  if (images.length === 0) throw new PneumoError('NO_IMAGES', 'No images came; expected at least one.');
  const byClass = new Map<string, AuditImage[]>();
  for (const image of images) {
    const label = image.sample.label ?? 'unlabelled';
    const alike = byClass.get(label);
    if (alike) alike.push(image);
    else byClass.set(label, [image]);
  }
  const ordered = [...byClass].map(([label, members]) => [label, strangeImages(members)] as const);
  const label = separability(
    images,
    ({ sample }) => (sample.label === undefined ? undefined : sample.label === 'PNEUMONIA' ? 1 : 0),
    [...fileFeatures, ...exposureFeatures],
    options,
  );
  const splits = [['all', images] as const, ...byClass].map(
    ([name, members]) =>
      [
        name,
        separability(
          members,
          ({ sample }) => (sample.split === 'train' ? 0 : sample.split === 'test' ? 1 : undefined),
          [...fileFeatures, ...exposureFeatures, ...pictureFeatures],
          options,
        ),
      ] as const,
  );
  const found = {
    summary: auditSamples(images),
    features: featureTable(images),
    duplicates: findDuplicates(images),
    ...(label && { metadataPredictsLabel: label }),
    splitsLookDifferent: Object.fromEntries(splits.filter(hasValue)),
    strange: Object.fromEntries(ordered.map(([name, list]) => [name, list.slice(0, NAMED)])),
    typical: Object.fromEntries(ordered.map(([name, list]) => [name, list.slice(-NAMED).toReversed()])),
  };
  return { ...found, recommendations: recommendations(found) };
}

function hasValue<T>(entry: readonly [string, T | undefined]): entry is readonly [string, T] {
  return entry[1] !== undefined;
}

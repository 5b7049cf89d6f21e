import { compareIds } from '../compareIds.ts';
import { auditFeatures, type AuditImage } from './auditTable.ts';

/** Quartiles of a feature in one kind of image. */
export interface FeatureRange {
  /** The smallest value. */
  min: number;
  /** A quarter lies below. */
  lower: number;
  /** The middle value. */
  median: number;
  /** A quarter lies above. */
  upper: number;
  /** The greatest value. */
  max: number;
}

/** A feature, kind by kind. */
export interface FeatureRow {
  /** The feature. */
  name: string;
  /** What it is, for people. */
  title: string;
  /** Its range in each kind of image that has it. */
  kinds: Record<string, FeatureRange>;
}

/**
 * Ranges of every feature by kind of image: part and class, such as `train NORMAL`.
 *
 * @param images - the table
 * @param kindOf - the kind of an image; by default part and label
 * @returns one row a feature that some image has
 *
 * @example
 * ```ts
 * featureTable([]); // []
 * ```
 */
export function featureTable(
  images: readonly AuditImage[],
  kindOf: (image: AuditImage) => string = partAndLabel,
): FeatureRow[] {
  const kinds = [...new Set(images.map(kindOf))].sort(compareIds);
  return auditFeatures
    .map(({ name, title, of }): FeatureRow => {
      const ranges = kinds
        .map((kind): [string, number[]] => [
          kind,
          images
            .filter((image) => kindOf(image) === kind)
            .map(of)
            .filter((value) => value !== undefined),
        ])
        .filter(([, values]) => values.length > 0)
        .map(([kind, values]): [string, FeatureRange] => [kind, rangeOf(values)]);
      return { name, title, kinds: Object.fromEntries(ranges) };
    })
    .filter((row) => Object.keys(row.kinds).length > 0);
}

function partAndLabel({ sample }: AuditImage): string {
  return [sample.split, sample.label ?? 'unlabelled'].filter((word) => word !== undefined).join(' ');
}

function rangeOf(values: readonly number[]): FeatureRange {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)]!;
  return { min: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), max: at(1) };
}

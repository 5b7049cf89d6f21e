import { compareIds } from '../compareIds.ts';
import { type AuditFeature, type AuditImage, exposureFeatures, pictureFeatures } from './auditTable.ts';
import { median } from './median.ts';

/** An image and how far it lies from the middle of its kind. */
export interface StrangeImage {
  /** The sample. */
  id: string;
  /** Root mean square of its distances from the medians, in robust standard deviations, each at most 10. */
  distance: number;
  /** What is strangest about it: name of the feature and its distance, with sign. */
  most: {
    /** The feature. */
    name: string;
    /** What it is, for people. */
    title: string;
    /** In robust standard deviations, with sign. */
    distance: number;
  };
}

const FEATURES: readonly AuditFeature[] = [
  ...exposureFeatures.filter(({ name }) => !name.startsWith('clipped')),
  ...pictureFeatures.filter(({ name }) => name !== 'markers'),
];
const MOST = 10;

/**
 * Orders images by how unlike the others of their kind they are: distances from the median in robust standard
 * deviations (1.4826 times the median absolute deviation), over exposure, sharpness, noise, borders and how the
 * chest lies. The last ones are the typical ones.
 *
 * @param images - images of one kind, such as one class
 * @returns the strangest first
 *
 * @example
 * ```ts
 * strangeImages([]); // []
 * ```
 */
export function strangeImages(images: readonly AuditImage[]): StrangeImage[] {
  const scales = FEATURES.map((feature) => {
    const values = images.map((image) => feature.of(image)!);
    const middle = median(values);
    return { feature, middle, spread: 1.4826 * median(values.map((value) => Math.abs(value - middle))) };
  }).filter(({ spread }) => spread > 0);
  return images
    .map(({ sample, ...image }): StrangeImage => {
      const distances = scales.map(({ feature, middle, spread }) => {
        const distance = (feature.of({ sample, ...image })! - middle) / spread;
        return {
          name: feature.name,
          title: feature.title,
          distance: Math.max(-MOST, Math.min(MOST, distance)),
        };
      });
      const most = distances.reduce(
        (strangest, one) => (Math.abs(one.distance) > Math.abs(strangest.distance) ? one : strangest),
        { name: '', title: '', distance: 0 },
      );
      const mean = distances.reduce((sum, { distance }) => sum + distance ** 2 / distances.length, 0);
      return { id: sample.id, distance: Math.sqrt(mean), most };
    })
    .sort((a, b) => b.distance - a.distance || compareIds(a.id, b.id));
}

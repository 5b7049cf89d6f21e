import { compareIds } from '../compareIds.ts';
import type { AuditImage } from './auditTable.ts';

/** Images that are the same, or nearly. */
export interface DuplicateGroup {
  /** Their ids, sorted. */
  ids: string[];
  /** Least correlation of two of them at 32 × 32; 1 for equal files. */
  similarity: number;
  /** They stand in different parts of the data set. */
  acrossParts: boolean;
  /** They have different labels. */
  acrossLabels: boolean;
  /** They are under different patients' names. */
  acrossPatients: boolean;
}

/** What {@link findDuplicates} found. */
export interface Duplicates {
  /** Files of equal contents. */
  exact: DuplicateGroup[];
  /** Different files of nearly the same picture. */
  near: DuplicateGroup[];
}

/** Options of {@link findDuplicates}. */
export interface DuplicateOptions {
  /** Bits in which perceptual hashes may differ; 6 of 64 by default. */
  bits?: number;
  /** Least correlation of the pictures at 32 × 32; 0.99 by default. */
  similarity?: number;
}

/**
 * Finds equal files (by their hash) and nearly equal pictures: perceptual hashes within a few bits propose
 * pairs, the pixels at 32 × 32 decide. Films of one child taken one after the other are not duplicates: their
 * pixels differ.
 *
 * @param images - the table
 * @param options - how near
 * @returns groups, the most serious first: across labels, across parts, across patients, the rest
 *
 * @example
 * ```ts
 * findDuplicates([]); // { exact: [], near: [] }
 * ```
 */
export function findDuplicates(images: readonly AuditImage[], options: DuplicateOptions = {}): Duplicates {
  const { bits = 6, similarity = 0.99 } = options;
  const byHash = new Map<string, AuditImage[]>();
  const different: AuditImage[] = [];
  for (const image of images) {
    const alike = image.sha256 === undefined ? undefined : byHash.get(image.sha256);
    if (alike) alike.push(image);
    else different.push(image);
    if (!alike && image.sha256 !== undefined) byHash.set(image.sha256, [image]);
  }
  const exact = [...byHash.values()].filter((group) => group.length > 1).map((group) => groupOf(group, 1));
  return { exact: bySeriousness(exact), near: bySeriousness(nearGroups(different, bits, similarity)) };
}

/** Connected groups of pairs whose pictures agree. Hashes are compared as two halves of 32 bits. */
function nearGroups(images: readonly AuditImage[], bits: number, least: number): DuplicateGroup[] {
  const hashes = images.map(({ statistics }) => [
    Number.parseInt(statistics.hash.slice(0, 8), 16) | 0,
    Number.parseInt(statistics.hash.slice(8), 16) | 0,
  ]);
  const group = new Map<AuditImage, { members: Set<AuditImage>; similarity: number }>();
  for (let i = 0; i < images.length; i++) {
    const [high, low] = hashes[i]!;
    for (let j = i + 1; j < images.length; j++) {
      if (popCount(high! ^ hashes[j]![0]!) + popCount(low! ^ hashes[j]![1]!) > bits) continue;
      const [a, b] = [images[i]!, images[j]!];
      const similarity = correlation(a.statistics.thumbnail, b.statistics.thumbnail);
      if (similarity < least) continue;
      const [left, right] = [group.get(a), group.get(b)];
      const joined = {
        members: new Set([...(left?.members ?? [a]), ...(right?.members ?? [b])]),
        similarity: Math.min(similarity, left?.similarity ?? 1, right?.similarity ?? 1),
      };
      for (const member of joined.members) group.set(member, joined);
    }
  }
  return [...new Set(group.values())].map(({ members, similarity }) => groupOf([...members], similarity));
}

function groupOf(images: readonly AuditImage[], similarity: number): DuplicateGroup {
  const several = (of: (image: AuditImage) => unknown): boolean => new Set(images.map(of)).size > 1;
  return {
    ids: images.map(({ sample }) => sample.id).sort(compareIds),
    similarity,
    acrossParts: several(({ sample }) => sample.split),
    acrossLabels: several(({ sample }) => sample.label),
    acrossPatients: several(({ sample }) => sample.patient),
  };
}

function bySeriousness(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  const weight = ({ acrossLabels, acrossParts, acrossPatients }: DuplicateGroup): number =>
    (acrossLabels ? 4 : 0) + (acrossParts ? 2 : 0) + (acrossPatients ? 1 : 0);
  return groups.toSorted((a, b) => weight(b) - weight(a) || compareIds(a.ids[0]!, b.ids[0]!));
}

/** Number of ones in 32 bits. */
function popCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return (((count + (count >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

function correlation(a: Uint8Array, b: Uint8Array): number {
  const n = a.length;
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]!, b[i]!];
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const [varA, varB] = [sumAA - (sumA * sumA) / n, sumBB - (sumB * sumB) / n];
  // Two even pictures say nothing about each other.
  return varA === 0 || varB === 0 ? 0 : (sumAB - (sumA * sumB) / n) / Math.sqrt(varA * varB);
}

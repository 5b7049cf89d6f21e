import { PneumoError, sha256 } from '@pneumo/core';
import type { SplitPart } from '../sample.ts';

/** Why a sample stands in no part of a split. */
export type LeftOutReason =
  /** It was for training, but its patient also stands in the test set. */
  | 'patient-in-test'
  /** It was for training, but the same picture stands in the test set under another patient. */
  | 'duplicate-in-test'
  /** The data set itself calls it test, and this split tests on others: it is never trained on. */
  | 'given-test';

/** A sample that no part of a split holds, and why. */
export interface LeftOut {
  /** The sample. */
  id: string;
  /** Whom it shows. */
  patient: string;
  /** Why. */
  reason: LeftOutReason;
}

/**
 * How a split was made: `study` by image, `given` by the data set itself, all others by patient. `patient` draws one validation part,
 * `k-fold` and `nested-k-fold` are one of a series of folds, `hold-out` tests on a site or on later films,
 * `bootstrap` trains on patients drawn with replacement.
 */
export type SplitName = 'study' | 'given' | 'patient' | 'k-fold' | 'nested-k-fold' | 'hold-out' | 'bootstrap';

/** Which samples train, choose and judge: a plain JSON value. The ids of each part are sorted. */
export interface Split {
  /** Version of this form. */
  schemaVersion: 1;
  /** How it was made. */
  name: SplitName;
  /** The seed of the draw. */
  seed: number;
  /** What else decided it, such as `{ fold: 2, folds: 5 }`. */
  settings?: Record<string, number | string>;
  /** Ids of the samples that train; in a bootstrap as often as their patient was drawn. */
  train: string[];
  /** Ids of the samples on which settings, epochs and thresholds are chosen. */
  val: string[];
  /** Ids of the samples on which the result is reported. */
  test: string[];
  /** Samples that stand in no part. */
  leftOut: LeftOut[];
}

/** Every {@link SplitName}. */
export const splitNames: readonly SplitName[] = [
  'study',
  'given',
  'patient',
  'k-fold',
  'nested-k-fold',
  'hold-out',
  'bootstrap',
];

const REASONS: readonly LeftOutReason[] = ['patient-in-test', 'duplicate-in-test', 'given-test'];

/** The parts of a split in their order. */
export const splitParts: readonly SplitPart[] = ['train', 'val', 'test'];

/**
 * The hash of a split: equal exactly when everything in it is.
 *
 * @param split - the split
 * @returns SHA-256, 64 hexadecimal digits
 *
 * @example
 * ```ts
 * const empty: Split = { schemaVersion: 1, name: 'patient', seed: 1, train: [], val: [], test: [], leftOut: [] };
 * (await splitHash(empty)).slice(0, 8); // 'b1dc25db'
 * ```
 */
export function splitHash(split: Split): Promise<string> {
  const { schemaVersion, name, seed, train, val, test } = split;
  const settings = split.settings && Object.fromEntries(Object.entries(split.settings).sort());
  const leftOut = split.leftOut.map(({ id, patient, reason }) => ({ id, patient, reason }));
  return sha256(JSON.stringify({ schemaVersion, name, seed, settings, train, val, test, leftOut }));
}

/**
 * Writes a split as JSON with its hash.
 *
 * @param split - the split
 * @returns text that {@link parseSplit} reads
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const text = await formatSplit(splitByPatient(films.samples, { seed: 1 }));
 * text.includes('"name": "patient"'); // true
 * ```
 */
export async function formatSplit(split: Split): Promise<string> {
  return `${JSON.stringify({ ...split, hash: await splitHash(split) }, null, 1)}\n`;
}

/**
 * Reads a split that {@link formatSplit} wrote and checks its form and its hash.
 *
 * @param text - the JSON
 * @param source - the file's name, for messages
 * @returns the split; whether it fits samples is {@link checkSplit}'s question
 * @throws PneumoError `INVALID_SPLIT` when it is no JSON, of another form or version, or its hash differs
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const text = await formatSplit(splitByPatient(films.samples, { seed: 1 }));
 * (await parseSplit(text, 'split.json')).seed; // 1
 * ```
 */
export async function parseSplit(text: string, source = 'split'): Promise<Split> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(source, `it is no JSON (${(cause as Error).message})`);
  }
  const { hash, ...split } = (value ?? {}) as Split & { hash?: unknown };
  if (split.schemaVersion !== 1)
    throw invalid(source, `schemaVersion is ${String(split.schemaVersion)}; this version reads 1`);
  if (!splitNames.includes(split.name))
    throw invalid(source, `name is ${String(split.name)}; expected ${splitNames.join(', ')}`);
  if (!Number.isSafeInteger(split.seed))
    throw invalid(source, `seed is ${String(split.seed)}; expected a whole number`);
  if (split.settings !== undefined && !isSettings(split.settings))
    throw invalid(source, 'settings is no object of numbers and words');
  for (const part of splitParts) {
    if (!Array.isArray(split[part]) || split[part].some((id) => typeof id !== 'string')) {
      throw invalid(source, `${part} is no list of ids`);
    }
  }
  if (!Array.isArray(split.leftOut) || !split.leftOut.every(isLeftOut)) {
    throw invalid(source, 'leftOut is no list of { id, patient, reason }');
  }
  if (hash !== (await splitHash(split)))
    throw invalid(source, 'its hash does not fit its contents; it was changed by hand or torn');
  return split;
}

function isLeftOut(value: unknown): boolean {
  const { id, patient, reason } = (value ?? {}) as LeftOut;
  return typeof id === 'string' && typeof patient === 'string' && REASONS.includes(reason);
}

function isSettings(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string' || typeof one === 'number')
  );
}

function invalid(source: string, problem: string): PneumoError {
  return new PneumoError('INVALID_SPLIT', `${source} cannot be used: ${problem}.`, { details: { source } });
}

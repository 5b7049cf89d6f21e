import { PneumoError } from '@pneumo/core';
import type { SplitPart } from '../sample.ts';
import { sha256 } from '../sha256.ts';

/** A sample that no part of a split holds, and why. */
export interface LeftOut {
  /** The sample. */
  id: string;
  /** Whom it shows. */
  patient: string;
  /** `patient-in-test`: it was for training, but its patient also stands in the given test set. */
  reason: 'patient-in-test';
}

/** Which samples train, choose and judge: a plain JSON value. The ids of each part are sorted. */
export interface Split {
  /** Version of this form. */
  schemaVersion: 1;
  /** How it was made: `study` by image, `patient` by patient. */
  name: 'study' | 'patient';
  /** The seed of the draw. */
  seed: number;
  /** Ids of the samples that train. */
  train: string[];
  /** Ids of the samples on which settings, epochs and thresholds are chosen. */
  val: string[];
  /** Ids of the samples on which the result is reported. */
  test: string[];
  /** Samples that stand in no part. */
  leftOut: LeftOut[];
}

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
  const leftOut = split.leftOut.map(({ id, patient, reason }) => ({ id, patient, reason }));
  return sha256(JSON.stringify({ schemaVersion, name, seed, train, val, test, leftOut }));
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
  if (split.name !== 'study' && split.name !== 'patient') {
    throw invalid(source, `name is ${String(split.name)}; expected 'study' or 'patient'`);
  }
  if (!Number.isSafeInteger(split.seed))
    throw invalid(source, `seed is ${String(split.seed)}; expected a whole number`);
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
  return typeof id === 'string' && typeof patient === 'string' && reason === 'patient-in-test';
}

function invalid(source: string, problem: string): PneumoError {
  return new PneumoError('INVALID_SPLIT', `${source} cannot be used: ${problem}.`, { details: { source } });
}

import { formatCsv, parseCsv, PneumoError, sha256 } from '@pneumo/core';
import type { Sample, SampleLabel, SplitPart } from './sample.ts';
import { compareIds } from './compareIds.ts';

/** A line of a manifest: a sample, its contents' hash and where the run's split put it. */
export interface ManifestRow {
  /** The sample. */
  sample: Sample;
  /** SHA-256 of the file's bytes, 64 hexadecimal digits; missing where there is no file. */
  sha256?: string;
  /** The part in which the run used it, or `left-out`. */
  part?: SplitPart | 'left-out';
}

const FIXED = ['id', 'label', 'patient', 'split', 'part', 'source', 'sha256'] as const;
const OPTIONAL_WORDS = {
  label: ['NORMAL', 'PNEUMONIA'],
  split: ['train', 'val', 'test'],
  part: ['train', 'val', 'test', 'left-out'],
} as const;

/**
 * Writes the list of samples as a CSV that a person can open: `id, label, patient, split` (as the data set
 * gives it), `part` (as the run used it), `source, sha256`, then the samples' own columns by name. The lines
 * are sorted by id, so that equal lists give equal files. An empty cell and a missing value are the same.
 *
 * @param rows - the samples
 * @returns the CSV
 * @throws PneumoError `INVALID_MANIFEST` when an id stands twice or is empty, or a sample's own column has the
 *   name of a fixed one
 *
 * @example
 * ```ts
 * const sample: Sample = { id: 'a.png', label: 'NORMAL', patient: 'p1', source: 'demo' };
 * formatManifest([{ sample, part: 'train' }]); // 'id,label,patient,split,part,source,sha256\na.png,NORMAL,p1,,train,demo,\n'
 * ```
 */
export function formatManifest(rows: readonly ManifestRow[]): string {
  const extra = new Set<string>();
  for (const { sample } of rows) {
    for (const [name, value] of Object.entries(sample.columns ?? {})) if (value !== '') extra.add(name);
  }
  const taken = FIXED.filter((name) => extra.has(name));
  if (taken.length > 0)
    throw invalid('manifest', `samples have columns of their own named ${taken.join(', ')}; rename them`);
  checkIds(rows, 'manifest');
  const sorted = rows.toSorted((a, b) => compareIds(a.sample.id, b.sample.id));
  return formatCsv(
    [...FIXED, ...[...extra].sort(compareIds)],
    sorted.map(({ sample, sha256: hash, part }) => {
      const { id, label, patient, split, source, columns } = sample;
      return { ...columns, id, label, patient, split, part, source, sha256: hash };
    }),
  );
}

/**
 * Reads a manifest that {@link formatManifest} or a person wrote. `id` and `patient` must be there, the other
 * fixed columns may be missing, further columns become the samples' own.
 *
 * @param text - the CSV
 * @param source - the file's name, for messages
 * @returns one row a sample
 * @throws PneumoError `INVALID_CSV` for a broken table; `INVALID_MANIFEST` naming the line for a label, part or
 *   hash of another form, an empty id or patient, or an id that stands twice
 *
 * @example
 * ```ts
 * parseManifest('id,patient,label\na.png,p1,NORMAL\n')[0]!.sample.label; // 'NORMAL'
 * ```
 */
export function parseManifest(text: string, source = 'manifest'): ManifestRow[] {
  const rows = parseCsv(text, source, { required: ['id', 'patient'] }).map((record, i) =>
    parseRow(record, `${source}, entry ${i + 1}`),
  );
  checkIds(rows, source);
  return rows;
}

/**
 * The hash of a manifest: equal when samples, contents and parts are, in whatever order they stand.
 *
 * @param rows - the samples
 * @returns SHA-256 of {@link formatManifest}'s text, 64 hexadecimal digits
 *
 * @example
 * ```ts
 * const hash = await manifestHash([{ sample: { id: 'a', patient: 'p', source: 'demo' } }]);
 * hash.length; // 64
 * ```
 */
export function manifestHash(rows: readonly ManifestRow[]): Promise<string> {
  return sha256(formatManifest(rows));
}

function parseRow(record: Record<string, string>, place: string): ManifestRow {
  const { id = '', label, patient = '', split, part, source = '', sha256: hash, ...rest } = record;
  for (const [name, words] of Object.entries(OPTIONAL_WORDS)) {
    const value = record[name];
    if (value && !(words as readonly string[]).includes(value)) {
      throw invalid(place, `${name} is '${value}'; expected ${words.join(', ')} or nothing`);
    }
  }
  if (id === '' || patient === '') throw invalid(place, 'id or patient is empty');
  if (hash && !/^[0-9a-f]{64}$/.test(hash))
    throw invalid(place, `sha256 is '${hash}'; expected 64 hexadecimal digits or nothing`);
  const columns = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''));
  const sample: Sample = { id, patient, source };
  if (label) sample.label = label as SampleLabel;
  if (split) sample.split = split as SplitPart;
  if (Object.keys(columns).length > 0) sample.columns = columns;
  const row: ManifestRow = { sample };
  if (hash) row.sha256 = hash;
  if (part) row.part = part as SplitPart | 'left-out';
  return row;
}

function checkIds(rows: readonly ManifestRow[], source: string): void {
  const seen = new Set<string>();
  for (const { sample } of rows) {
    if (sample.id === '') throw invalid(source, 'a sample has an empty id');
    if (seen.has(sample.id)) throw invalid(source, `${sample.id} stands twice`);
    seen.add(sample.id);
  }
}

function invalid(source: string, problem: string): PneumoError {
  return new PneumoError('INVALID_MANIFEST', `${source}: ${problem}.`, { details: { source } });
}

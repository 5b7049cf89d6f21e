import { PneumoError } from '@pneumo/core';
import { patientReader } from './patientRule.ts';
import type { Sample, SplitPart } from './sample.ts';
import { compareIds } from './compareIds.ts';

/** A sample and what its file says. */
export interface AuditRow {
  /** The sample. */
  sample: Sample;
  /** Columns of the original. */
  width: number;
  /** Rows of the original. */
  height: number;
  /** Channels of the original. */
  channels: number;
  /** Size of the file. */
  bytes: number;
}

/** How many images there are of one kind. */
export interface AuditCount {
  /** The part that the data set gives, or `all` where it gives none. */
  split: SplitPart | 'all';
  /** The class, or `unlabelled`. */
  label: 'NORMAL' | 'PNEUMONIA' | 'unlabelled';
  /** Bacteria or virus where the name says so. */
  subtype?: string;
  /** Images. */
  images: number;
  /** Patients among them. */
  patients: number;
}

/** How many images there are of one view, such as PA or AP. */
export interface AuditView {
  /** The part that the data set gives, or `all` where it gives none. */
  split: SplitPart | 'all';
  /** The view as DICOM (ViewPosition) or the table names it, in capitals; `unknown` where an image says none. */
  view: string;
  /** Images of the class NORMAL. */
  normal: number;
  /** Images of the class PNEUMONIA. */
  pneumonia: number;
  /** Images of any class, and without. */
  images: number;
  /** Patients among them. */
  patients: number;
}

/** Smallest, middle and largest of some numbers. */
export interface AuditRange {
  /** The smallest. */
  min: number;
  /** The lower median. */
  median: number;
  /** The largest. */
  max: number;
}

/** What one reading of the names says about patients. */
export interface AuditPatients {
  /** Different patients. */
  patients: number;
  /** Patients with more than one image. */
  withSeveral: number;
  /** Images of the patient with the most. */
  most: number;
  /** Patients that stand in two or more of train, val and test. */
  acrossSplits: number;
  /** The first of those, sorted, at most 20. */
  examples: string[];
}

/** A data set in numbers and words: plain JSON. */
export interface Audit {
  /** All images. */
  images: number;
  /** Images by part, class and subtype. */
  counts: AuditCount[];
  /** Different patients of each part; one who has images of several classes counts once. */
  partPatients: Partial<Record<SplitPart | 'all', number>>;
  /** Images by part and view; empty where no image says its view. */
  views: AuditView[];
  /** Columns of the originals. */
  width: AuditRange;
  /** Rows of the originals. */
  height: AuditRange;
  /** Width by height of the originals. */
  aspect: AuditRange;
  /** Sizes of the files. */
  bytes: AuditRange;
  /** Images by number of channels. */
  channels: Record<string, number>;
  /** Patients, read in different ways. */
  patients: {
    /** As the samples say. */
    given: AuditPatients;
    /** Person and type: `person100_bacteria`. */
    personType: AuditPatients;
    /** The number alone, the cautious reading. */
    number: AuditPatients;
  };
  /** The same for a person to read, one sentence each. */
  words: string[];
}

/**
 * Describes a data set before anything is trained: how many of what, how large, and whether patients stand in
 * several parts, by both readings of the Chest X-Ray Pneumonia set's names.
 *
 * @param rows - samples with the form of their files
 * @returns numbers and words
 * @throws PneumoError `NO_IMAGES` without rows
 *
 * @example
 * ```ts
 * const sample: Sample = { id: 'a.png', label: 'NORMAL', patient: 'p', source: 'demo' };
 * const audit = auditSamples([{ sample, width: 200, height: 100, channels: 1, bytes: 999 }]);
 * audit.aspect.median; // 2
 * ```
 */
export function auditSamples(rows: readonly AuditRow[]): Audit {
  if (rows.length === 0) throw new PneumoError('NO_IMAGES', 'No samples came; expected at least one.');
  const samples = rows.map(({ sample }) => sample);
  const readings = {
    personType: patientReader({ kind: 'person-type' }),
    number: patientReader({ kind: 'number' }),
  };
  const channels: Record<string, number> = {};
  for (const row of rows) channels[row.channels] = (channels[row.channels] ?? 0) + 1;
  const audit: Audit = {
    images: rows.length,
    counts: countsOf(samples),
    partPatients: partPatientsOf(samples),
    views: viewsOf(samples),
    width: rangeOf(rows.map(({ width }) => width)),
    height: rangeOf(rows.map(({ height }) => height)),
    aspect: rangeOf(rows.map(({ width, height }) => width / height)),
    bytes: rangeOf(rows.map(({ bytes }) => bytes)),
    channels,
    patients: {
      given: patientsOf(samples, ({ patient }) => patient),
      personType: patientsOf(samples, ({ id }) => readings.personType(id).patient),
      number: patientsOf(samples, ({ id }) => readings.number(id).patient),
    },
    words: [],
  };
  audit.words = wordsOf(audit);
  return audit;
}

function partPatientsOf(samples: readonly Sample[]): Audit['partPatients'] {
  const parts = new Map<SplitPart | 'all', Set<string>>();
  for (const { split = 'all', patient } of samples)
    parts.set(split, (parts.get(split) ?? new Set()).add(patient));
  return Object.fromEntries([...parts].map(([part, patients]) => [part, patients.size]));
}

function countsOf(samples: readonly Sample[]): AuditCount[] {
  const groups = new Map<string, { count: AuditCount; patients: Set<string> }>();
  for (const { split = 'all', label = 'unlabelled', columns, patient } of samples) {
    const key = [
      split === 'all' ? 0 : ['train', 'val', 'test'].indexOf(split) + 1,
      label,
      columns?.subtype ?? '',
    ].join('/');
    const group = groups.get(key) ?? {
      count: { split, label, ...(columns?.subtype && { subtype: columns.subtype }), images: 0, patients: 0 },
      patients: new Set<string>(),
    };
    group.count.images++;
    group.patients.add(patient);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([a], [b]) => compareIds(a, b))
    .map(([, { count, patients }]) => ({ ...count, patients: patients.size }));
}

/** The column that tables keep under names of their own: View, View Position, ViewPosition. */
function viewOf({ columns = {} }: Sample): string | undefined {
  const name = Object.keys(columns).find((column) => /^view[ _]?(position)?$/i.test(column));
  const view = name === undefined ? '' : columns[name]!.trim().toUpperCase();
  return view === '' ? undefined : view;
}

function viewsOf(samples: readonly Sample[]): AuditView[] {
  if (samples.every((sample) => viewOf(sample) === undefined)) return [];
  const groups = new Map<string, { count: AuditView; patients: Set<string> }>();
  for (const sample of samples) {
    const { split = 'all', label, patient } = sample;
    const view = viewOf(sample) ?? 'unknown';
    const key = `${split === 'all' ? 0 : ['train', 'val', 'test'].indexOf(split) + 1}/${view}`;
    const group = groups.get(key) ?? {
      count: { split, view, normal: 0, pneumonia: 0, images: 0, patients: 0 },
      patients: new Set<string>(),
    };
    groups.set(key, group);
    group.count.images++;
    if (label === 'NORMAL') group.count.normal++;
    if (label === 'PNEUMONIA') group.count.pneumonia++;
    group.patients.add(patient);
  }
  return [...groups]
    .sort(([a], [b]) => compareIds(a, b))
    .map(([, { count, patients }]) => ({ ...count, patients: patients.size }));
}

function rangeOf(values: readonly number[]): AuditRange {
  const sorted = Float64Array.from(values).sort();
  return { min: sorted[0]!, median: sorted[(sorted.length - 1) >> 1]!, max: sorted.at(-1)! };
}

function patientsOf(samples: readonly Sample[], patientOf: (sample: Sample) => string): AuditPatients {
  const images = new Map<string, number>();
  const splits = new Map<string, Set<string>>();
  for (const sample of samples) {
    const patient = patientOf(sample);
    images.set(patient, (images.get(patient) ?? 0) + 1);
    splits.set(patient, (splits.get(patient) ?? new Set()).add(sample.split ?? 'all'));
  }
  const across = [...splits]
    .filter(([, parts]) => parts.size > 1)
    .map(([patient]) => patient)
    .sort(compareIds);
  const counts = [...images.values()];
  return {
    patients: images.size,
    withSeveral: counts.filter((count) => count > 1).length,
    most: counts.reduce((most, count) => Math.max(most, count), 0),
    acrossSplits: across.length,
    examples: across.slice(0, 20),
  };
}

function wordsOf({ images, counts, views, width, height, channels, patients }: Audit): string[] {
  const of = (label: string): number =>
    counts.reduce((sum, count) => sum + (count.label === label ? count.images : 0), 0);
  const share = (label: string): string =>
    `${of(label)} ${label} (${((100 * of(label)) / images).toFixed(1)} %)`;
  const { given, number } = patients;
  const words = [
    `${images} images: ${share('NORMAL')}, ${share('PNEUMONIA')}${of('unlabelled') > 0 ? `, ${of('unlabelled')} without a label` : ''}.`,
    `The originals are ${width.min} to ${width.max} pixels wide (median ${width.median}) and ${height.min} to ${height.max} high (median ${height.median}), ` +
      `with ${Object.keys(channels).join(' or ')} channels.`,
    `${given.patients} patients, ${given.withSeveral} of them with several images, at most ${given.most}.`,
    given.acrossSplits === 0
      ? 'No patient stands in more than one given part.'
      : `${given.acrossSplits} patients stand in more than one given part: a model that has seen them is judged too well.`,
  ];
  if (views.length > 0) {
    const names = [...new Set(views.map(({ view }) => view))];
    const list = names.map((name) => {
      const rows = views.filter(({ view }) => view === name);
      const sum = (key: 'images' | 'normal' | 'pneumonia'): number =>
        rows.reduce((total, row) => total + row[key], 0);
      const labelled = sum('normal') + sum('pneumonia');
      return `${sum('images')} ${name}${labelled > 0 ? ` (${((100 * sum('pneumonia')) / labelled).toFixed(1)} % PNEUMONIA)` : ''}`;
    });
    words.push(
      `Views: ${list.join(', ')}. Where the share of PNEUMONIA differs between views, a model may learn the view instead.`,
    );
  }
  if (number.acrossSplits !== given.acrossSplits) {
    words.push(
      `By the number alone ${number.patients} patients are counted and ${number.acrossSplits} stand in more than one given part.`,
    );
  }
  return words;
}

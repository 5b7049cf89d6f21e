import { isPneumoError, PneumoError } from '@pneumo/core';
import type { DataWarning } from './dataWarning.ts';
import type { TableLayout, TableReading } from './tableLayout.ts';

/** What {@link readTable} found. */
export interface TableRead {
  /** One entry an image, in the order of the table. */
  readings: TableReading[];
  /** Images that the layout leaves out. */
  excluded: number;
  /** Lines that say the same of an image, and images that were left out. */
  warnings: DataWarning[];
}

const NAMED = 5;

/**
 * Reads the lines of a table into one entry an image.
 *
 * @param rows - the lines
 * @param layout - what they mean
 * @param source - the file, for messages
 * @returns images with labels, those left out counted
 * @throws PneumoError `INVALID_TABLE` naming entry and reason; `CONFLICTING_LABELS` when two lines say different things
 *   about one image
 */
export function readTable(
  rows: readonly Readonly<Record<string, string>>[],
  layout: TableLayout,
  source: string,
): TableRead {
  checkColumns(rows, layout, source);
  const byFile = new Map<string, { reading: TableReading; labels: TableReading['label'][]; entry: number }>();
  const conflicts: string[] = [];
  let repeated = 0;
  rows.forEach((row, i) => {
    const reading = readRow(row, layout, `${source}, entry ${i + 1}`);
    const known = byFile.get(reading.file);
    if (!known) {
      byFile.set(reading.file, { reading, labels: [reading.label], entry: i + 1 });
      return;
    }
    repeated++;
    known.labels.push(reading.label);
    const differs = layout.merge === 'same' && reading.label !== known.reading.label;
    if (differs || reading.patient !== known.reading.patient || reading.split !== known.reading.split)
      conflicts.push(`${reading.file} (entries ${known.entry} and ${i + 1})`);
  });
  if (conflicts.length > 0) {
    throw new PneumoError(
      'CONFLICTING_LABELS',
      `${source} says different things about ${conflicts.length} images: ${conflicts.slice(0, NAMED).join(', ')}` +
        `${conflicts.length > NAMED ? ', ...' : ''}. Keep one line an image, or lines that agree.`,
      { details: { source, conflicts } },
    );
  }
  const merged = [...byFile.values()].map(({ reading, labels }) => ({
    ...reading,
    label: merge(labels, layout.merge),
  }));
  const readings = merged.filter(({ label }) => label !== 'excluded');
  const excluded = merged.length - readings.length;
  return { readings, excluded, warnings: warningsOf(layout, { repeated, excluded, total: merged.length }) };
}

function checkColumns(
  rows: readonly Readonly<Record<string, string>>[],
  { required, name }: TableLayout,
  source: string,
): void {
  const first = rows[0];
  if (!first) throw new PneumoError('INVALID_TABLE', `${source} has no lines; expected one an image.`);
  const missing = required.filter((column) => !Object.hasOwn(first, column));
  if (missing.length === 0) return;
  throw new PneumoError(
    'INVALID_TABLE',
    `${source} has no column ${missing.map((column) => `'${column}'`).join(', ')}, which the layout ${name} needs; its columns are ${Object.keys(first).join(', ')}.`,
    { details: { source, missing } },
  );
}

function readRow(row: Readonly<Record<string, string>>, layout: TableLayout, place: string): TableReading {
  let reading: TableReading;
  try {
    reading = layout.read(row);
  } catch (cause) {
    if (!isPneumoError(cause)) throw cause;
    throw new PneumoError(cause.code, `${place}: ${cause.message}.`, { cause, details: { place } });
  }
  const file = reading.file
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  const leaves =
    file === '' || file.startsWith('/') || /^[a-z]:\//i.test(file) || file.split('/').includes('..');
  if (leaves || file.includes('\0')) {
    throw new PneumoError(
      'INVALID_TABLE',
      `${place}: the file is '${reading.file}'; expected a path below the table's folder.`,
      { details: { place } },
    );
  }
  return { ...reading, file: file.normalize('NFC') };
}

function merge(labels: readonly TableReading['label'][], how: TableLayout['merge']): TableReading['label'] {
  if (how === 'same' || labels.length === 1) return labels[0];
  if (how === 'any') return labels.includes('PNEUMONIA') ? 'PNEUMONIA' : labels[0];
  const most = (['PNEUMONIA', 'NORMAL'] as const).find(
    (label) => labels.filter((one) => one === label).length > labels.length / 2,
  );
  return most ?? 'excluded';
}

function warningsOf(
  { merge: how, name, note }: TableLayout,
  { repeated, excluded, total }: { repeated: number; excluded: number; total: number },
): DataWarning[] {
  const warnings: DataWarning[] = [];
  if (note !== undefined) warnings.push({ code: 'ABOUT_THE_SET', message: note });
  // Sets with a line a box or a reader have several lines an image by design.
  if (repeated > 0 && how === 'same' && name === 'columns') {
    warnings.push({
      code: 'DUPLICATE_ROWS',
      message: `${repeated} lines repeat what another line says of the same image; they count once.`,
    });
  }
  if (excluded > 0) {
    warnings.push({
      code: 'EXCLUDED',
      message: `${excluded} of ${total} images were left out: their findings are neither pneumonia nor normal, or they are not frontal.`,
    });
  }
  return warnings;
}

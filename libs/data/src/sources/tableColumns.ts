import { PneumoError } from '@pneumo/core';
import type { SampleLabel, SplitPart } from '../sample.ts';
import type { TableLayout } from './tableLayout.ts';

/** Which columns of a table mean what. */
export interface TableColumns {
  /** The image: a path from the table's folder, or a file name that is unique below it. `file` by default. */
  file?: string;
  /** The label; `label` where the table has it, else the images have none. */
  label?: string;
  /** Words that mean PNEUMONIA; by default `PNEUMONIA`, `1`, `1.0`, `true`, `yes`, `positive`. Case does not count. */
  positive?: readonly string[];
  /** Words that mean NORMAL; by default `NORMAL`, `0`, `0.0`, `false`, `no`, `negative`. */
  negative?: readonly string[];
  /** Words that leave an image out; none by default. */
  excluded?: readonly string[];
  /** Whom it shows; `patient` where the table has it, else the patient rule reads the name. */
  patient?: string;
  /** `train`, `val` or `test`; `split` where the table has it. */
  split?: string;
  /** Columns that are kept for subgroups; none by default. */
  keep?: readonly string[];
}

const POSITIVE = ['pneumonia', '1', '1.0', 'true', 'yes', 'positive'];
const NEGATIVE = ['normal', '0', '0.0', 'false', 'no', 'negative'];
const PARTS: Readonly<Record<string, SplitPart>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
};

/**
 * The layout of a table whose columns are named by options.
 *
 * @param columns - which column means what
 * @param present - the columns that the table has
 * @returns the layout
 */
export function columnsLayout(columns: TableColumns, present: readonly string[]): TableLayout {
  const has = (name: string): string | undefined => (present.includes(name) ? name : undefined);
  const {
    file = 'file',
    label = has('label'),
    patient = has('patient'),
    split = has('split'),
    keep = [],
  } = columns;
  const words = {
    positive: lower(columns.positive ?? POSITIVE),
    negative: lower(columns.negative ?? NEGATIVE),
    excluded: lower(columns.excluded ?? []),
  };
  return {
    name: 'columns',
    required: [file, label, patient, split, ...keep].filter((name) => name !== undefined),
    merge: 'same',
    read(row) {
      const part = split === undefined ? undefined : partOf(row[split]!, split);
      const kept = Object.fromEntries(
        keep.map((name) => [name, row[name]!]).filter(([, value]) => value !== ''),
      );
      return {
        file: row[file]!,
        label: label === undefined ? undefined : labelOf(row[label]!, label, words),
        ...(patient !== undefined && row[patient] !== '' && { patient: row[patient]! }),
        ...(part && { split: part }),
        ...(Object.keys(kept).length > 0 && { columns: kept }),
      };
    },
  };
}

function labelOf(
  text: string,
  column: string,
  words: Record<'positive' | 'negative' | 'excluded', string[]>,
): SampleLabel | 'excluded' | undefined {
  const word = text.trim().toLowerCase();
  if (word === '') return undefined;
  if (words.positive.includes(word)) return 'PNEUMONIA';
  if (words.negative.includes(word)) return 'NORMAL';
  if (words.excluded.includes(word)) return 'excluded';
  throw new PneumoError(
    'INVALID_TABLE',
    `${column} is '${text}'; expected ${words.positive.join(', ')} (PNEUMONIA), ${words.negative.join(', ')} (NORMAL)` +
      `${words.excluded.length > 0 ? `, ${words.excluded.join(', ')} (left out)` : ''} or nothing`,
  );
}

function partOf(text: string, column: string): SplitPart | undefined {
  const word = text.trim().toLowerCase();
  if (word === '') return undefined;
  const part = Object.hasOwn(PARTS, word) ? PARTS[word] : undefined;
  if (part) return part;
  throw new PneumoError('INVALID_TABLE', `${column} is '${text}'; expected train, val, test or nothing`);
}

const lower = (words: readonly string[]): string[] => words.map((word) => word.trim().toLowerCase());

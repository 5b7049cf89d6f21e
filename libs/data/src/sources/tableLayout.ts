import type { SampleLabel, SplitPart } from '../sample.ts';

/** What one line of a table says about an image. */
export interface TableReading {
  /** The image: a path, a file name, or a name without its ending. */
  file: string;
  /** The label; `excluded` where the line says neither, `undefined` where it says nothing. */
  label: SampleLabel | 'excluded' | undefined;
  /** Whom it shows, where the line says so. */
  patient?: string;
  /** The part that the data set gives it. */
  split?: SplitPart;
  /** What else is known, for subgroups. */
  columns?: Record<string, string>;
}

/** How the lines of a table are read. */
export interface TableLayout {
  /** For messages. */
  name: string;
  /** Columns that must be there. */
  required: readonly string[];
  /**
   * How several lines of one image become one: `same` refuses lines that differ, `any` takes PNEUMONIA where one line says
   * so, `majority` what most lines say and leaves the image out where none has more than half.
   */
  merge: 'same' | 'any' | 'majority';
  /** What to know about every data set of this layout. */
  note?: string;
  /**
   * Reads a line.
   *
   * @param row - column to text
   * @returns what it says
   * @throws PneumoError `INVALID_TABLE` whose message is completed with file and line
   */
  read(row: Readonly<Record<string, string>>): TableReading;
}

import { PneumoError } from './pneumoError.ts';

/** What {@link parseCsv} checks beside the form. */
export interface ParseCsvOptions {
  /** Columns that the header must name; a missing one is an error that lists what the file has. */
  required?: readonly string[];
}

/**
 * Reads comma-separated values as RFC 4180 writes them: the first line names the columns, fields with
 * commas, quotes or line breaks stand in double quotes, a quote inside is doubled. Lines may end in LF
 * or CRLF, a byte order mark is passed over, blank lines are skipped. Nothing is trimmed or converted.
 *
 * @param text - the whole file
 * @param source - the file's name, for messages
 * @param options - columns that must be there
 * @returns one record a line: column name to text; empty fields are `''`
 * @throws PneumoError `INVALID_CSV` naming source and line: no header, a column named twice or not at all,
 *   a line with more or fewer fields than the header, a quote that is not closed or stands in the
 *   middle of an unquoted field, a required column that is missing
 *
 * @example
 * ```ts
 * parseCsv('id,note\na,"x, ""y"""\n', 'notes.csv'); // [{ id: 'a', note: 'x, "y"' }]
 * ```
 */
export function parseCsv(
  text: string,
  source = 'CSV',
  options: ParseCsvOptions = {},
): Record<string, string>[] {
  const [header, ...lines] = readRecords(text, source);
  if (header === undefined) throw invalid(source, 1, 'the file is empty; expected a line of column names');
  checkHeader(header, source, options.required ?? []);
  return lines.map(({ line, fields }) => {
    if (fields.length !== header.fields.length) {
      throw invalid(
        source,
        line,
        `${fields.length} fields; the header names ${header.fields.length} columns`,
      );
    }
    return Object.fromEntries(header.fields.map((name, column) => [name, fields[column]!]));
  });
}

/**
 * Writes records as comma-separated values that {@link parseCsv} reads back unchanged (RFC 4180; lines
 * end in LF, so that a table under version control shows line by line).
 *
 * @param columns - the columns to write, in their order
 * @param rows - one record a line; a value that is `undefined` or missing becomes an empty field
 * @returns the text, the last line ended too
 * @throws PneumoError `INVALID_CSV` when a column has no name, stands twice, or there is none
 *
 * @example
 * ```ts
 * formatCsv(['id', 'score'], [{ id: 'a,b', score: 0.5 }]); // 'id,score\n"a,b",0.5\n'
 * ```
 */
export function formatCsv(
  columns: readonly string[],
  rows: Iterable<Readonly<Record<string, string | number | boolean | undefined>>>,
): string {
  checkHeader({ line: 1, fields: columns }, 'CSV', []);
  const only = columns.length === 1;
  const lines = [columns.map((name) => quoted(name, only)).join(',')];
  for (const row of rows) {
    lines.push(
      columns.map((name) => quoted(Object.hasOwn(row, name) ? row[name] : undefined, only)).join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  line: number;
  fields: readonly string[];
}

function readRecords(text: string, source: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const record = { line, fields: [] as string[] };
    const begin = at;
    for (;;) {
      const field =
        text[at] === '"' ? quotedField(text, at, source, line) : plainField(text, at, source, line);
      record.fields.push(field.value);
      at = field.end;
      line += field.lineBreaks;
      if (text[at] !== ',') break;
      at++;
    }
    const blank = at === begin;
    if (text[at] === '\r') at++;
    at++;
    line++;
    if (!blank) records.push(record);
  }
  return records;
}

interface Field {
  value: string;
  /** Index of the comma or line break behind the field, or the text's length. */
  end: number;
  lineBreaks: number;
}

function plainField(text: string, start: number, source: string, line: number): Field {
  let end = start;
  while (end < text.length && text[end] !== ',' && !atLineBreak(text, end)) {
    if (text[end] === '"') {
      throw invalid(
        source,
        line,
        'a double quote inside a field; expected the whole field in quotes and "" for each',
      );
    }
    end++;
  }
  return { value: text.slice(start, end), end, lineBreaks: 0 };
}

function quotedField(text: string, start: number, source: string, line: number): Field {
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw invalid(source, line, 'a quoted field that begins here is not closed');
    if (text[quote + 1] === '"') {
      parts.push(text.slice(from, quote + 1));
      from = quote + 2;
      continue;
    }
    parts.push(text.slice(from, quote));
    const end = quote + 1;
    if (end < text.length && text[end] !== ',' && !atLineBreak(text, end)) {
      throw invalid(
        source,
        line,
        'text behind the closing quote of a field; expected a comma or the end of the line',
      );
    }
    const value = parts.join('');
    return { value, end, lineBreaks: value.split('\n').length - 1 };
  }
}

/** LF or CRLF; a lone CR is an ordinary character. */
function atLineBreak(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
}

function checkHeader({ line, fields }: CsvRecord, source: string, required: readonly string[]): void {
  if (fields.length === 0) throw invalid(source, line, 'no columns');
  const seen = new Set<string>();
  for (const name of fields) {
    if (name === '') throw invalid(source, line, 'a column without a name');
    if (seen.has(name)) throw invalid(source, line, `the column '${name}' stands twice`);
    seen.add(name);
  }
  const missing = required.filter((name) => !seen.has(name));
  if (missing.length > 0) {
    throw invalid(
      source,
      line,
      `no column ${missing.map((name) => `'${name}'`).join(', ')}; the columns are ${fields.join(', ')}`,
    );
  }
}

function quoted(value: string | number | boolean | undefined, only: boolean): string {
  const text = value === undefined ? '' : String(value);
  // A lone empty field would read as a blank line; a leading byte order mark would be passed over.
  if (text === '') return only ? '""' : '';
  return /[",\r\n\ufeff]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function invalid(source: string, line: number, problem: string): PneumoError {
  return new PneumoError('INVALID_CSV', `${source}, line ${line}: ${problem}.`, {
    details: { source, line },
  });
}

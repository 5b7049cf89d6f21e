import Table from 'cli-table3';

/** Lines between rows are left out: figures are read down a column. */
const CHARS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** A table for the console, with a head where one is given. */
export function renderTable(
  rows: readonly (readonly (string | number)[])[],
  head?: readonly string[],
  colWidths?: number[],
): string {
  const table = new Table({
    chars: CHARS,
    style: { head: [], border: [] },
    ...(head && { head: [...head] }),
    ...(colWidths && { colWidths, wordWrap: true }),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

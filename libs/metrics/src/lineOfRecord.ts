/**
 * The line of a CSV text on which a data record begins, found only when an error has to name it.
 * The text has been parsed before, so quotes are known to be balanced.
 *
 * @param csv - the whole text
 * @param index - the record, 0 for the first behind the header; blank lines are no records
 * @returns the line, from 1
 */
export function lineOfRecord(csv: string, index: number): number {
  let line = 1;
  let start = 1;
  let left = index + 1;
  let quoted = false;
  let blank = true;
  for (const character of csv) {
    if (character === '"') quoted = !quoted;
    if (character === '\n') {
      line++;
      if (!quoted) {
        if (!blank && left-- === 0) return start;
        start = line;
        blank = true;
        continue;
      }
    }
    if (character !== '\r' && character !== '\ufeff') blank = false;
  }
  return start;
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readHistory } from './history.ts';
import { parseJson, RUN_FILES, type RunFolder } from './runFolder.ts';

/** Columns of the history that tell of time and memory, which no two runs have alike. */
const MEASURED = /(seconds?|memory)$/i;
const WEIGHTS = `${RUN_FILES.model}/weights.bin`;

/** One thing that two runs have alike or not. */
export interface RunCheck {
  /** What was compared. */
  what: string;
  /** Bit by bit the same. */
  equal: boolean;
  /** What it is, or where it differs first. */
  detail: string;
}

/** What is compared: its name, its file, how. */
interface Compared {
  what: string;
  file: string;
  compare(both: Both): Promise<Outcome>;
}

type Both = readonly [RunFolder, RunFolder];
type Outcome = Omit<RunCheck, 'what'>;

/** In the order in which one follows from the other: data, history, weights, predictions, figures. */
function compared(testOpened: boolean): Compared[] {
  const text = (what: string, file: string): Compared => ({
    what,
    file,
    compare: (both) => compareText(file, both),
  });
  return [
    text('images and patients', RUN_FILES.manifest),
    text('split', RUN_FILES.split),
    { what: 'history', file: RUN_FILES.history, compare: compareHistories },
    { what: 'weights', file: WEIGHTS, compare: compareHashes },
    text('validation predictions', RUN_FILES.validationPredictions),
    ...(testOpened ? [text('test predictions', RUN_FILES.testPredictions)] : []),
    { what: 'figures', file: RUN_FILES.metrics, compare: (both) => compareMetrics(both, testOpened) },
  ];
}

/**
 * The files that a comparison needs and a run lacks.
 *
 * @param run - a run that has ended
 * @param testOpened - as for {@link compareRunFolders}
 * @returns their paths
 */
export function missingFiles(run: RunFolder, testOpened: boolean): string[] {
  return compared(testOpened)
    .map(({ file }) => run.file(file))
    .filter((path) => !existsSync(path));
}

/**
 * Compares what two finished runs came to, bit by bit; a file that one of them lacks counts as a difference.
 *
 * @param first - the run that was
 * @param second - the one that repeats it
 * @param testOpened - false leaves the test part out, which the first may have opened later
 */
export async function compareRunFolders(
  first: RunFolder,
  second: RunFolder,
  testOpened: boolean,
): Promise<RunCheck[]> {
  const both = [first, second] as const;
  const checks: RunCheck[] = [];
  for (const { what, file, compare } of compared(testOpened)) {
    const missing = both.find((run) => !existsSync(run.file(file)));
    checks.push({
      what,
      ...(missing === undefined
        ? await compare(both)
        : { equal: false, detail: `${missing.file(file)} is missing` }),
    });
  }
  return checks;
}

async function compareText(file: string, both: Both): Promise<Outcome> {
  const [a, b] = await Promise.all(both.map((run) => readFile(run.file(file), 'utf8')));
  if (a === b) return { equal: true, detail: `${a!.trimEnd().split('\n').length} lines` };
  const [before, after] = [a!.split('\n'), b!.split('\n')];
  const at = before.findIndex((line, i) => line !== after[i]);
  const line = at < 0 ? before.length : at;
  return {
    equal: false,
    detail: `${file} line ${line + 1}: ${before[line] ?? 'nothing'} / ${after[line] ?? 'nothing'}`,
  };
}

async function compareHistories(both: Both): Promise<Outcome> {
  const [a, b] = await Promise.all(both.map((run) => readHistory(run)));
  for (const [i, row] of a!.entries()) {
    const found = firstDifference(unmeasured(row), unmeasured(b![i] ?? {}));
    if (found !== undefined) return { equal: false, detail: `epoch ${row.epoch}, ${found}` };
  }
  return a!.length === b!.length
    ? { equal: true, detail: `${a!.length} epochs` }
    : { equal: false, detail: `${a!.length} epochs / ${b!.length}` };
}

function unmeasured(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !MEASURED.test(key)));
}

async function compareHashes(both: Both): Promise<Outcome> {
  const [a, b] = await Promise.all(
    both.map(async (run) =>
      createHash('sha256')
        .update(await readFile(run.file(WEIGHTS)))
        .digest('hex'),
    ),
  );
  const equal = a === b;
  return { equal, detail: equal ? `SHA-256 ${a}` : `SHA-256 ${a} / ${b}` };
}

async function compareMetrics(both: Both, testOpened: boolean): Promise<Outcome> {
  const [a, b] = await Promise.all(
    both.map(async (run) => {
      const source = run.file(RUN_FILES.metrics);
      const { test, testAtHalf, ...rest } = parseJson(await readFile(source, 'utf8'), source) as Record<
        string,
        unknown
      >;
      return testOpened ? { ...rest, test, testAtHalf } : rest;
    }),
  );
  const found = firstDifference(a, b);
  return { equal: found === undefined, detail: found ?? RUN_FILES.metrics };
}

/** Where two values of JSON differ first: `test.auroc.value: 0.91 / 0.92`. */
export function firstDifference(a: unknown, b: unknown, path = ''): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return `${path}: ${JSON.stringify(a) ?? 'nothing'} / ${JSON.stringify(b) ?? 'nothing'}`;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(
      (a as Record<string, unknown>)[key],
      (b as Record<string, unknown>)[key],
      path === '' ? key : `${path}.${key}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

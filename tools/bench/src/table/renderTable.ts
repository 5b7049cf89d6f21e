import Table from 'cli-table3';
import { REFERENCE } from '../rivals.ts';
import { counted, median, ratios, type Result } from '../run/result.ts';
import { OTHER_BATCH_SIZE, WORKLOADS } from '../workloads.ts';
import type { Goal } from './goals.ts';

const COLUMNS = [
  'task',
  'contestant',
  'images/s',
  'least',
  'most',
  `ratio to ${REFERENCE} (least, most)`,
  'first step',
  `batch of ${OTHER_BATCH_SIZE}: first, second, later`,
  'peak memory',
];

/** The one table: every workload, task and contestant. */
export function renderTable(results: readonly Result[]): string {
  const table = new Table({ head: COLUMNS, style: { head: [], border: [], compact: true } });
  for (const { name, title } of WORKLOADS) {
    const rows = results.filter(({ workload }) => workload === name);
    if (rows.length === 0) continue;
    table.push([{ colSpan: COLUMNS.length, content: `${name}: ${title}` }]);
    for (const result of rows) table.push(row(result, results));
  }
  return table.toString();
}

type Row = (string | { colSpan: number; content: string })[];

function row(result: Result, results: readonly Result[]): Row {
  const { task, rival, firstStepSeconds, otherSize, peakBytes, batchSize, problem } = result;
  const speeds = counted(result);
  const name = batchSize === 32 ? rival : `${rival} (batch ${batchSize})`;
  if (problem !== undefined || speeds.length === 0)
    return [task, name, { colSpan: COLUMNS.length - 2, content: problem ?? 'no figure' }];
  return [
    task,
    name,
    figure(median(speeds)),
    figure(Math.min(...speeds)),
    figure(Math.max(...speeds)),
    ratio(result, results),
    firstStepSeconds === undefined ? '' : `${firstStepSeconds.toFixed(2)} s`,
    otherSize === undefined
      ? ''
      : `${otherSize.first.toFixed(2)} s, ${otherSize.second.toFixed(2)} s, ${otherSize.later.toFixed(2)} s`,
    peakBytes === undefined ? '' : `${(peakBytes / 1e9).toFixed(2)} GB`,
  ];
}

function ratio(result: Result, results: readonly Result[]): string {
  const { workload, task, rival } = result;
  const reference = results.find(
    (entry) => entry.rival === REFERENCE && entry.workload === workload && entry.task === task,
  );
  const values = reference === undefined || rival === REFERENCE ? [] : ratios(result, reference);
  if (values.length === 0) return '';
  return `${figure(median(values))} (${figure(Math.min(...values))}, ${figure(Math.max(...values))})`;
}

function figure(value: number): string {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 0.1
        ? value.toFixed(2)
        : value.toPrecision(2);
}

/** Who computed with what, each contestant once. */
export function renderContestants(results: readonly Result[]): string {
  const lines = new Set(
    results
      .filter(({ about }) => about !== undefined)
      .map(({ rival, about, workload, task }) =>
        // What was tried differs from task to task, and belongs to it.
        about!.includes('a batch with')
          ? `  ${rival}, ${workload} ${task}: ${about}`
          : `  ${rival}: ${about}`,
      ),
  );
  return [...lines].sort().join('\n');
}

/** The goals, one a line. */
export function renderGoals(goals: readonly Goal[]): string {
  return goals
    .map(
      ({ workload, task, what, value, goal, reached }) =>
        `  ${reached ? 'reached    ' : 'not reached'} ${workload} ${task}: ${what} ${goal}: ${figure(value)}`,
    )
    .join('\n');
}

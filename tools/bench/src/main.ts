import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMachine, machineLines } from './machine.ts';
import { HELP, type Options, readOptions, threadCandidates, UsageError } from './options.ts';
import { pythonPackages } from './python.ts';
import { type Installed, type Rival, RIVALS, rivalsOf } from './rivals.ts';
import type { Result } from './run/result.ts';
import { runTask } from './run/runTask.ts';
import { goals } from './table/goals.ts';
import { renderContestants, renderGoals, renderTable } from './table/renderTable.ts';
import { WORKLOADS } from './workloads.ts';

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === undefined) console.log(HELP);
  else await bench(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\nnpm run bench -- --help lists the options.`);
  process.exitCode = 2;
}

async function bench(options: Options): Promise<void> {
  const packages = pythonPackages(options.python);
  const installed: Installed = {
    python: options.python,
    packages,
    tensorflow: options.tensorflow,
    threads: options.threads ?? availableParallelism(),
  };
  const rivals = chooseRivals(options, installed);
  const machine = describeMachine(packages);
  console.log(machineLines(machine));
  const start = performance.now();
  const log = (line: string): void => {
    const seconds = Math.round((performance.now() - start) / 1000);
    process.stderr.write(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${line}\n`);
  };
  const tasks = WORKLOADS.filter(({ name }) => options.workloads.includes(name)).flatMap((workload) =>
    options.tasks.map((task) => ({ workload, task })),
  );
  const folder = mkdtempSync(join(tmpdir(), 'pneumo-bench-'));
  const results: Result[] = [];
  try {
    for (const [i, { workload, task }] of tasks.entries()) {
      const now = performance.now();
      const left = start + options.minutes * 60_000 - now;
      results.push(
        ...(await runTask({
          workload,
          task,
          rivals: rivalsOf(rivals, workload.name, task, options.rivalsNamed),
          installed,
          threads: threadCandidates(options.threads),
          rounds: options.rounds,
          batches: options.batches,
          // A tenth of its share is for what follows the rounds.
          deadline: now + (0.9 * left) / (tasks.length - i),
          weightsFile: join(folder, `${workload.name}.weights`),
          log,
        })),
      );
      if (options.json !== undefined)
        writeFileSync(options.json, `${JSON.stringify({ machine, options, results }, null, 2)}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(renderContestants(results));
  console.log(renderTable(results));
  const reached = goals(results, machine.avx512);
  if (reached.length > 0)
    console.log(
      `Goals on a processor ${machine.avx512 ? 'with AVX-512' : 'without AVX-512'}:\n${renderGoals(reached)}`,
    );
}

/** Those that are there; one that was asked for by name and is not there is an error. */
function chooseRivals({ rivals, rivalsNamed, pythonNamed }: Options, installed: Installed): Rival[] {
  const chosen = RIVALS.filter(({ name }) => rivals.includes(name));
  for (const rival of chosen) {
    const missing = rival.missing(installed);
    if (missing === undefined) continue;
    if (rivalsNamed || (pythonNamed && rival.name === 'pytorch'))
      throw new UsageError(`${rival.name}: ${missing}`);
    console.log(`Without ${rival.name}: ${missing}`);
  }
  return chosen.filter((rival) => rival.missing(installed) === undefined);
}

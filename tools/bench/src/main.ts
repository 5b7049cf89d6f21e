import { availableParallelism, cpus } from 'node:os';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { compare, median, type Measurement } from './compare.ts';
import { type Contestant, startContestant, type Task } from './contestant.ts';
import { WORKLOAD } from './workload.ts';

const HELP = `Measures training and inference of the study's CNN beside PyTorch, in turns, in one run.

  npm run bench -- [--rounds=5] [--batches=3] [--threads=N] [--python=PYTHON] [--tasks=train,infer]

--python names a Python with torch installed (pip install torch==2.13.0); PNEUMO_PYTHON does, too.
Without torch only our own figures are shown.`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    batches: { type: 'string', default: '3' },
    threads: { type: 'string', default: String(availableParallelism()) },
    python: { type: 'string', default: process.env.PNEUMO_PYTHON ?? 'python3' },
    tasks: { type: 'string', default: 'train,infer' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  await bench();
}

async function bench(): Promise<void> {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const tasks = values.tasks.split(',') as Task[];
  const contestants: Contestant[] = [
    await startContestant('pneumo', process.execPath, [here('./pneumoContestant.js'), values.threads]),
  ];
  try {
    contestants.push(
      await startContestant('PyTorch', values.python, [here('../python/study_cnn.py'), values.threads]),
    );
  } catch (error) {
    console.log(
      `${(error as Error).message}\nInstall torch for the comparison: pip install torch==2.13.0, then --python=PYTHON.\n`,
    );
  }
  console.log(
    `${describeProcessor()}\nStudy's CNN, batch ${WORKLOAD.batchSize}, ${WORKLOAD.size}×${WORKLOAD.size}×${WORKLOAD.channels}`,
  );
  for (const { name, about } of contestants) console.log(`  ${name}: ${about}`);
  const batches = Number(values.batches);
  const results = await compare(contestants, {
    tasks,
    rounds: Number(values.rounds),
    batchesPerRound: { train: batches, infer: batches * 4 },
    batchSize: WORKLOAD.batchSize,
    onRound: (round) =>
      process.stderr.write(round === 0 ? 'warmed up\n' : `round ${round} of ${values.rounds}\n`),
  });
  const peaks = new Map<string, number | undefined>();
  for (const contestant of contestants) peaks.set(contestant.name, await contestant.stop());
  console.log(renderTable(results, peaks, contestants.length > 1));
}

function renderTable(
  results: Measurement[],
  peaks: Map<string, number | undefined>,
  paired: boolean,
): string {
  const table = new Table({
    head: [
      'task',
      'contestant',
      'images/s median',
      'min',
      'max',
      ...(paired ? ['ratio to PyTorch'] : []),
      'peak memory',
    ],
    style: { head: [], border: [] },
  });
  for (const { contestant, task, imagesPerSecond } of results) {
    const rival = results.find((entry) => entry.task === task && entry.contestant === 'PyTorch');
    const ratios =
      rival === undefined ? [] : imagesPerSecond.map((value, round) => value / rival.imagesPerSecond[round]!);
    const peak = peaks.get(contestant);
    table.push([
      task,
      contestant,
      median(imagesPerSecond).toFixed(1),
      Math.min(...imagesPerSecond).toFixed(1),
      Math.max(...imagesPerSecond).toFixed(1),
      ...(paired
        ? [
            `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
          ]
        : []),
      peak === undefined ? '' : `${(peak / 1e9).toFixed(2)} GB`,
    ]);
  }
  return table.toString();
}

function describeProcessor(): string {
  let sets = '';
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
    sets = ['avx2', 'fma', 'avx512f'].filter((name) => flags.includes(name)).join(' ');
  } catch {
    // Not Linux: the model says enough.
  }
  return `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${sets}, Node ${process.version}`;
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generatePhantom } from '@pneumo/data';
import Table from 'cli-table3';
import { describeMachine, machineLines } from './machine.ts';
import type { PrefixFigures, PrefixOrder, PrefixPath } from './prefixOrder.ts';

const HELP = `Measures an epoch of the study's transfer model (ResNet50 at 224×224, the last 36 tensors trained) on images
and on features of the frozen layers, computed once: the same images, batches and steps, in processes of their own.

  node tools/bench/dist/prefix.js [options]

  --train=N --val=N    films; 256 and 64
  --epochs=N           epochs of each, of which the first warms up; 3
  --paths=A,B          of plain, float32, float16, pytorch, pytorch-features; all, the last two with --python
  --python=PYTHON      an interpreter with PyTorch, for its epoch on images and on what layer3 gives, both in memory
  --amortise=N         epochs over which the first pass is spread; 20
  --workers=N          threads that load and vary images; 0
  --weights=FILE       weights by torchvision's names; random ones take as long`;

const { values } = parseArgs({
  options: {
    train: { type: 'string', default: '256' },
    val: { type: 'string', default: '64' },
    epochs: { type: 'string', default: '3' },
    paths: { type: 'string' },
    python: { type: 'string' },
    amortise: { type: 'string', default: '20' },
    workers: { type: 'string', default: '0' },
    weights: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const SIZE = 224;

if (values.help) console.log(HELP);
else bench();

function bench(): void {
  const folder = mkdtempSync(join(tmpdir(), 'pneumo-bench-'));
  try {
    const [train, val] = [Number(values.train), Number(values.val)];
    const films = join(folder, 'films');
    writeFileSync(films, drawFilms(train + val));
    const common = { size: SIZE, train, val, epochs: Number(values.epochs), batchSize: 32, films, folder };
    const workers = Number(values.workers);
    console.log(machineLines(describeMachine()));
    const ours = 'plain,float32,float16';
    const all = values.python === undefined ? ours : `${ours},pytorch,pytorch-features`;
    const paths = (values.paths ?? all).split(',') as PrefixPath[];
    const runs = paths.map((path): [PrefixPath, PrefixFigures] => {
      const order = { ...common, path, workers, ...(values.weights && { weights: values.weights }) };
      return [path, run(order)];
    });
    console.log(render(runs, train, val));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Eight films, over and over: how long a step takes does not depend on what they show. */
function drawFilms(count: number): Uint8Array {
  const phantom = generatePhantom({ seed: 1, patients: 20, size: SIZE });
  const drawn = phantom.samples.slice(0, 8).map(({ id }) => phantom.get(id).data);
  const pixels = new Uint8Array(count * SIZE * SIZE);
  for (let i = 0; i < count; i++) pixels.set(drawn[i % drawn.length]!, i * SIZE * SIZE);
  return pixels;
}

function run(order: PrefixOrder): PrefixFigures {
  const python = order.path.startsWith('pytorch');
  const script = python ? '../python/prefix.py' : './node/prefixContestant.js';
  if (python && values.python === undefined)
    throw new Error(`The path ${order.path} needs --python=PYTHON, an interpreter with PyTorch.`);
  const cores = availableParallelism();
  const threads = [...new Set([cores, Math.ceil(cores / 2)])];
  const child = spawnSync(
    python ? values.python! : process.execPath,
    [fileURLToPath(new URL(script, import.meta.url)), JSON.stringify(python ? { ...order, threads } : order)],
    { encoding: 'utf8' },
  );
  if (child.status !== 0) throw new Error(`The training by ${order.path} failed: ${child.stderr}`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as PrefixFigures;
}

function render(runs: readonly [PrefixPath, PrefixFigures][], train: number, val: number): string {
  const plain = runs.find(([path]) => path === 'plain')?.[1];
  const head = ['path', 'train s', 'validate s', 'epoch s', 'plain / this', 'FLOPs allow', 'first pass s'];
  const table = new Table({
    head: [...head, `over ${values.amortise} epochs`, 'on disk', 'peak memory', 'loss off by'],
    style: { head: [], border: [] },
  });
  const work = (operations: { step: number; forward: number }): number =>
    train * operations.step + val * operations.forward;
  const ratio = (ours: (figures: PrefixFigures) => number, figures: PrefixFigures): string =>
    plain ? (ours(plain) / ours(figures)).toFixed(2) : '-';
  for (const [path, figures] of runs) {
    const epochs = Number(values.amortise);
    const amortised = (each: PrefixFigures): number => epochSeconds(each) + each.firstPass / epochs;
    const off = figures.losses?.map((loss, i) => Math.abs(loss - (plain?.losses?.[i] ?? NaN)));
    table.push([
      path,
      median(figures.seconds.map((each) => each.train)).toFixed(2),
      median(figures.seconds.map((each) => each.val)).toFixed(2),
      epochSeconds(figures).toFixed(2),
      `${ratio(epochSeconds, figures)} (training ${ratio(({ seconds }) => median(seconds.map((each) => each.train)), figures)})`,
      figures.plain && figures.suffix
        ? `${(work(figures.plain) / work(figures.suffix)).toFixed(2)} (training ${(figures.plain.step / figures.suffix.step).toFixed(2)})`
        : figures.plain
          ? '1'
          : '',
      figures.firstPass.toFixed(1),
      ratio(amortised, figures),
      `${(figures.bytes / 2 ** 20).toFixed(0)} MiB`,
      `${(figures.peakBytes / 2 ** 30).toFixed(2)} GiB`,
      off ? Math.max(...off).toExponential(1) : '',
    ]);
  }
  return table.toString();
}

function epochSeconds({ seconds }: PrefixFigures): number {
  return median(seconds.map((each) => each.train + each.val));
}

/** The first epoch traces and compiles. */
function median(values: readonly number[]): number {
  const sorted = values.slice(values.length > 1 ? 1 : 0).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}

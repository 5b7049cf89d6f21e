import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDecodingPool, type DecodingPool, readImageFile } from '@pneumo/data/node';
import Table from 'cli-table3';
import { askPython } from './process/askPython.ts';
import { middle, ratios } from './table/middle.ts';

const HELP = `Measures reading, decoding and resizing of films beside Pillow (draft mode on) and OpenCV, in turns, with as many
workers on both sides, and what it changes in the pixels.

  node tools/bench/dist/decoding.js --data=FOLDER [--data=FOLDER …] [--rounds=3] [--images=200] [--python=PYTHON]

--data names folders with JPEG files; of large ones --images files are taken, evenly spread.
--python names a Python with Pillow and OpenCV; PNEUMO_PYTHON does, too.`;

const { values } = parseArgs({
  options: {
    data: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '3' },
    images: { type: 'string', default: '200' },
    python: { type: 'string', default: process.env.PNEUMO_PYTHON ?? 'python3' },
    help: { type: 'boolean', default: false },
  },
});

const SIZES = [150, 224];
const WORKERS = [1, 2];
/** Films whose pixels are compared. */
const COMPARED = 48;
const OURS = 'pneumo';

if (values.help || values.data.length === 0) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const python = askPython(values.python, 'decoding.py', 'Pillow, numpy and OpenCV');
  const { about } = await python.ask({});
  const speeds = new Table({
    head: ['films', 'workers', 'milliseconds a film', 'theirs', 'theirs / ours'],
    style: { head: [], border: [] },
  });
  const changes = new Table({
    head: ['films', 'reader', 'mean difference', 'of the worst film', 'largest'],
    style: { head: [], border: [] },
  });
  for (const folder of values.data) {
    const files = spread(jpegsIn(folder), Number(values.images));
    for (const size of SIZES) {
      const title = `${basename(folder)} (${files.length}) to ${size}×${size}`;
      for (const workers of WORKERS) {
        const { ours, theirs } = await race(python, files, size, workers);
        for (const [rival, each] of Object.entries(theirs)) {
          speeds.push([
            title,
            workers,
            middle(ours).toFixed(2),
            `${rival} ${middle(each).toFixed(2)}`,
            ratios(each, ours),
          ]);
        }
      }
      for (const [reader, difference] of await compare(python, spread(files, COMPARED), size))
        changes.push([title, reader, ...difference.map((value) => value.toFixed(2))]);
    }
  }
  python.end();
  console.log(
    `Node ${process.version}; ${String(about)}\n${speeds.toString()}\n` +
      'Differences in grey values from the exact way: decoded whole, then an antialiased linear resize (Pillow).\n' +
      changes.toString(),
  );
}

async function race(
  python: ReturnType<typeof askPython>,
  files: readonly string[],
  size: number,
  workers: number,
): Promise<{ ours: number[]; theirs: Record<string, number[]> }> {
  const ours: number[] = [];
  const theirs: Record<string, number[]> = {};
  const jpegs = workers > 1 ? createDecodingPool({ workers }) : undefined;
  // The first round warms up.
  for (let round = 0; round <= Number(values.rounds); round++) {
    const start = performance.now();
    await readAll(files, size, workers, jpegs);
    const mine = (performance.now() - start) / files.length;
    const answer = await python.ask({ files, size, workers });
    if (round === 0) continue;
    ours.push(mine);
    for (const [rival, value] of Object.entries(answer)) (theirs[rival] ??= []).push(Number(value));
  }
  await jpegs?.close();
  return { ours, theirs };
}

async function readAll(
  files: readonly string[],
  size: number,
  workers: number,
  jpegs: DecodingPool | undefined,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < files.length) await readImageFile(files[next++]!, { size, ...(jpegs && { jpegs }) });
  };
  // While workers decode, the files that come next are read.
  await Promise.all(Array.from({ length: jpegs ? 2 * workers : 1 }, lane));
}

/** Mean, mean of the worst film, and largest difference of each reader from the exact pixels. */
async function compare(
  python: ReturnType<typeof askPython>,
  files: readonly string[],
  size: number,
): Promise<[string, number[]][]> {
  const readers = (await python.ask({ pixels: files, size })) as Record<string, string[]>;
  const exact = readers.exact!.map((text) => Buffer.from(text, 'base64'));
  delete readers.exact;
  const images: [string, Uint8Array[]][] = Object.entries(readers).map(([name, texts]) => [
    name,
    texts.map((text) => Buffer.from(text, 'base64')),
  ]);
  const ours = await Promise.all(files.map(async (file) => (await readImageFile(file, { size })).data));
  return ([[OURS, ours], ...images] as [string, Uint8Array[]][]).map(([name, films]) => {
    let largest = 0;
    const means = films.map((film, i) => {
      let sum = 0;
      for (let j = 0; j < film.length; j++) {
        const difference = Math.abs(film[j]! - exact[i]![j]!);
        sum += difference;
        largest = Math.max(largest, difference);
      }
      return sum / film.length;
    });
    return [name, [means.reduce((a, b) => a + b, 0) / means.length, Math.max(...means), largest]];
  });
}

function jpegsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jpe?g$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

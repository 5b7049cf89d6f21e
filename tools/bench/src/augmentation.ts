import { parseArgs } from 'node:util';
import { augment, type AugmentPolicy, strongPolicy, studyPolicy } from '@pneumo/augment';
import { generatePhantom } from '@pneumo/data';
import Table from 'cli-table3';
import { askPython } from './process/askPython.ts';
import { middle, ratios } from './table/middle.ts';

const HELP = `Measures the study's and the strong augmentation beside torchvision v2 and albumentations: one
thread each, in turns, on the same grey films.

  node tools/bench/dist/augmentation.js [--rounds=5] [--images=300] [--python=PYTHON]

--python names a Python with torch, torchvision and albumentations; PNEUMO_PYTHON does, too.`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    images: { type: 'string', default: '300' },
    python: { type: 'string', default: process.env.PNEUMO_PYTHON ?? 'python3' },
    help: { type: 'boolean', default: false },
  },
});

/** What is compared; torchvision and albumentations do the same to bytes in python/augmentation.py. */
const POLICIES: Readonly<Record<string, AugmentPolicy>> = { study: studyPolicy, strong: strongPolicy };
const SIZES = [150, 224];
const FILMS = 16;

if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const images = Number(values.images);
  const rows: { task: string; ours: number[]; theirs: Record<string, number[]> }[] = [];
  const python = askPython(values.python, 'augmentation.py', 'torch, torchvision and albumentations');
  const { about } = await python.ask({});
  for (const size of SIZES) {
    const phantom = generatePhantom({ seed: 1, patients: 20, size });
    const films = phantom.samples.slice(0, FILMS).map(({ id }) => phantom.get(id));
    for (const [name, policy] of Object.entries(POLICIES)) {
      const row = {
        task: `${name}, ${size}×${size}`,
        ours: [] as number[],
        theirs: {} as Record<string, number[]>,
      };
      rows.push(row);
      const bytes = films.map(({ data }) => Buffer.from(data).toString('base64'));
      await python.ask({ size, films: bytes });
      for (let round = 0; round <= Number(values.rounds); round++) {
        const start = performance.now();
        for (let i = 0; i < images; i++) {
          augment(films[i % FILMS]!, policy, { seed: 1, epoch: round, id: `film${i}` });
        }
        const ours = ((performance.now() - start) * 1000) / images;
        const theirs = await python.ask({ policy: name, images });
        // The first round warms up.
        if (round === 0) continue;
        row.ours.push(ours);
        for (const [rival, each] of Object.entries(theirs)) (row.theirs[rival] ??= []).push(Number(each));
      }
    }
  }
  python.end();
  const table = new Table({
    head: ['task', 'microseconds an image', 'theirs', 'theirs / ours'],
    style: { head: [], border: [] },
  });
  for (const { task, ours, theirs } of rows) {
    for (const [rival, each] of Object.entries(theirs)) {
      table.push([task, middle(ours).toFixed(0), `${rival} ${middle(each).toFixed(0)}`, ratios(each, ours)]);
    }
  }
  console.log(`Node ${process.version}, one thread; ${String(about)}\n${table.toString()}`);
}

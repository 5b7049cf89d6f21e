// Kills a training at random moments and goes on with it: every resumed run must end as if it had never been interrupted.
//
//   npm run build && node tools/kills/kills.mjs [--kills=50] [--from=0] [--folder=PATH] [--weights=FILE] [-- FLAGS OF PNEUMO TRAIN]
//
// The moments are spread evenly over the seconds that a whole run takes, drawn from the number of the trial. With --folder
// and --from a long series may be made in parts. Every fourth resume is killed too.
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomStream } from '@pneumo/core';
import { compareRuns } from './compareRuns.mjs';

const BIN = fileURLToPath(new URL('../../apps/trainer/bin/pneumo.js', import.meta.url));
const KILLED_TWICE_EVERY = 4;
/** Growth of the span of the moments with each kill, until a run ends before its kill: the machine may be slower now. */
const SPAN_GROWTH = 1.05;

const { values, positionals: extra } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '50' },
    from: { type: 'string', default: '0' },
    folder: { type: 'string' },
    weights: { type: 'string' },
  },
});
const kills = Number(values.kills);
const from = Number(values.from);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(from) || from < 0) {
  console.error('Expected --kills=NUMBER, from 1, and --from=NUMBER, from 0.');
  process.exit(2);
}

const folder = values.folder ? resolve(values.folder) : mkdtempSync(join(tmpdir(), 'pneumo-kills-'));
mkdirSync(folder, { recursive: true });
const weights = values.weights ? resolve(values.weights) : join(folder, 'resnet18.safetensors');
const SETTINGS = [
  '--recipe=transfer',
  ...(values.weights ? [] : ['--model=resnet18']),
  `--weights=${weights}`,
  '--data=phantom',
  '--phantom-patients=40',
  '--image-size=64',
  '--epochs=2',
  '--batch-size=16',
  '--checkpoint-steps=2',
  '--resamples=100',
  '--overlays=2',
  ...extra,
];

const whole = join(folder, 'whole');
const clock = join(folder, 'whole-seconds.json');
if (!existsSync(clock)) await trainWhole();
let seconds = JSON.parse(readFileSync(clock, 'utf8'));

let failed = 0;
for (let trial = from; trial < from + kills; trial++) {
  const outcome = await oneTrial(trial);
  appendFileSync(join(folder, 'trials.jsonl'), `${JSON.stringify(outcome)}\n`);
  console.log(
    `${String(trial).padStart(3)}  ${outcome.kills.map(({ after, phase }) => `${after.toFixed(2)} s, ${phase}`).join('; again ')}: ` +
      (outcome.differences.length === 0 ? 'identical' : `DIFFERS: ${outcome.differences.join(', ')}`),
  );
  if (outcome.differences.length > 0) failed++;
}
console.log(`${kills - failed} of ${kills} identical to the run that nothing interrupted.`);
if (failed === 0 && !values.folder) rmSync(folder, { recursive: true });
process.exit(failed === 0 ? 0 : 1);

/** The run that nothing interrupts; a run before it fills the cache, so that its seconds are those of the others. */
async function trainWhole() {
  if (!existsSync(weights)) await writeRandomWeights(weights);
  for (const name of ['warm-up', 'whole']) {
    rmSync(join(folder, name), { recursive: true, force: true });
    const start = performance.now();
    const { code, stderr } = await launch(['train', ...SETTINGS, `--out=${join(folder, name)}`]).ended;
    if (code !== 0) throw new Error(`The whole run ended with ${code}: ${stderr}`);
    writeFileSync(clock, JSON.stringify((performance.now() - start) / 1000));
  }
  // The same run twice without a kill: else no resume could be expected to be identical.
  const differences = compareRuns(join(folder, 'warm-up'), whole);
  if (differences.length > 0) throw new Error(`Two whole runs differ: ${differences.join(', ')}`);
  rmSync(join(folder, 'warm-up'), { recursive: true });
}

/** Weights that nobody trained, for the file that a transfer run begins with. */
async function writeRandomWeights(file) {
  const tf = await import('@tensorflow/tfjs-core');
  tf.env().set('IS_TEST', true);
  await import('@tensorflow/tfjs-backend-cpu');
  const { createModel, weightsToSafetensors } = await import('@pneumo/models');
  const model = createModel('resnet18', { inputSize: 64, classes: 10, seed: 1 });
  writeFileSync(file, await weightsToSafetensors(model, { name: 'resnet18' }));
}

function keepSeconds(value) {
  seconds = value;
  writeFileSync(clock, JSON.stringify(value));
}

async function oneTrial(trial) {
  const random = randomStream(0, 'kills', trial);
  const run = join(folder, `trial-${trial}`);
  const count = trial % KILLED_TWICE_EVERY === KILLED_TWICE_EVERY - 1 ? 2 : 1;
  const done = [];
  rmSync(run, { recursive: true, force: true });
  while (done.length < count) {
    const after = random.uniform(0, seconds);
    const running = launch(goOn(run));
    const start = performance.now();
    const timer = setTimeout(() => running.child.kill('SIGKILL'), after * 1000);
    const { code, signal, stderr } = await running.ended;
    clearTimeout(timer);
    if (signal === 'SIGKILL') {
      done.push({ after, phase: phaseOf(stderr) });
      if (done.length === 1) keepSeconds(seconds * SPAN_GROWTH);
      continue;
    }
    if (code !== 0) return { trial, kills: done, differences: [`exit ${code}: ${stderr.slice(-300)}`] };
    // It ended before the kill: another moment, of a new run where there was no kill yet.
    if (done.length > 0) break;
    keepSeconds((performance.now() - start) / 1000);
    rmSync(run, { recursive: true });
  }
  const last = await launch(goOn(run)).ended;
  const differences =
    last.code === 0 ? compareRuns(run, whole) : [`exit ${last.code}: ${last.stderr.slice(-300)}`];
  if (last.stderr.includes('may differ')) differences.push('the resume says that it may not be exact');
  const resumed = /Going on after .*?\.(?=\n)/.exec(last.stderr)?.[0] ?? 'started anew';
  if (differences.length === 0) rmSync(run, { recursive: true });
  return { trial, kills: done, resumed, differences };
}

/** Goes on with a run; one that was killed before it had a configuration is started again. */
function goOn(run) {
  return existsSync(join(run, 'config.json'))
    ? ['train', `--resume=${run}`]
    : ['train', ...SETTINGS, `--out=${run}`];
}

/** Where a run was when it was killed, by the last that it said. */
function phaseOf(stderr) {
  const epochs = [...stderr.matchAll(/^epoch (\d+)\/(\d+), loss/gm)];
  if (epochs.length > 0) {
    const [, epoch, of] = epochs.at(-1);
    return epoch === of ? 'judging' : `epoch ${Number(epoch) + 1}`;
  }
  const resumed = /Going on after epoch (\d+)/.exec(stderr);
  if (resumed) return `resumed after epoch ${resumed[1]}`;
  return stderr.includes('Expected:') ? 'epoch 1' : 'starting';
}

function launch(args) {
  const env = { ...process.env, INIT_CWD: folder, PNEUMO_CACHE: join(folder, 'cache') };
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise((resolved) =>
    child.on('close', (code, signal) => resolved({ code, signal, stderr })),
  );
  return { child, ended };
}

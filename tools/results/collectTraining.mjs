// Takes from run folders what results/ keeps.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parsePredictions } from '@pneumo/metrics';
import { columnOf, PARTS, readPart, readTraining, RESULTS } from './keptTrainings.mjs';

/** Takes logits, settings and times of the finished, judged seeds of a training; seeds that were kept before stay. */
export function collectTraining(name, folder) {
  const target = join(RESULTS, name);
  const kept = existsSync(target) ? readTraining(name) : { seeds: [] };
  const found = readdirSync(folder)
    .filter((entry) => /^seed-\d+$/.test(entry) && existsSync(join(folder, entry, 'predictions-test.csv')))
    .map((entry) => Number(entry.slice('seed-'.length)));
  if (found.length === 0) throw new Error(`${folder} holds no folder seed-N with predictions-test.csv.`);
  const config = configOf(folder, found[0]);
  if (kept.config && JSON.stringify(kept.config) !== JSON.stringify(config))
    throw new Error(`results/${name} was trained with other settings than ${folder}.`);
  const seeds = [
    ...kept.seeds.filter(({ seed }) => !found.includes(seed)),
    ...found.map((seed) => summaryOf(folder, seed)),
  ].sort((a, b) => a.seed - b.seed);
  const parts = PARTS.map((part) => {
    const before = kept.config ? readPart(name, part, kept.seeds.map(columnOf)) : [];
    const beforeOf = new Map(before.map((row) => [row.id, row]));
    const tables = new Map(found.map((seed) => [seed, predictionsOf(folder, seed, part)]));
    const rows = tables.get(found[0]).map(({ id, patient, label }, i) => {
      const logits = seeds.map(({ seed }) => {
        const column = kept.seeds.findIndex((one) => one.seed === seed);
        const row = tables.get(seed)?.[i] ?? beforeOf.get(id);
        if (row === undefined || row.id !== id)
          throw new Error(
            `Seed ${seed} of ${name} was judged on other ${part} images than seed ${found[0]}.`,
          );
        return shortest(row.logit ?? row.logits[column]);
      });
      return [id, patient, label, ...logits].join(',');
    });
    return [part, [['id', 'patient', 'label', ...seeds.map(columnOf)].join(','), ...rows, ''].join('\n')];
  });
  mkdirSync(target, { recursive: true });
  for (const [part, text] of parts) writeFileSync(join(target, `${part}.csv`), text);
  writeFileSync(join(target, 'training.json'), `${JSON.stringify({ config, seeds }, null, 2)}\n`);
  console.log(`${target}: seeds ${seeds.map(({ seed }) => seed).join(', ')}`);
}

function readRun(folder, seed, file) {
  return readFileSync(join(folder, `seed-${seed}`, file), 'utf8');
}

function predictionsOf(folder, seed, part) {
  const file = `predictions-${part}.csv`;
  return parsePredictions(readRun(folder, seed, file), file).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The settings that all seeds share; paths are of one machine. */
function configOf(folder, seed) {
  const { seed: _, dataSeed, ...config } = JSON.parse(readRun(folder, seed, 'config.json')).config;
  return {
    ...config,
    data: basename(config.data),
    weights: basename(config.weights),
    dataSeed: dataSeed === 'seed' ? String(seed) : dataSeed,
  };
}

function summaryOf(folder, seed) {
  const {
    engine,
    machine,
    versions,
    gitCommit,
    continued = [],
  } = JSON.parse(readRun(folder, seed, 'environment.json'));
  const history = readRun(folder, seed, 'history.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    seed,
    gitCommit: [gitCommit, ...continued.map((later) => later.gitCommit)].join(', then '),
    processor: `${machine.processor}, ${machine.cores} cores, ${machine.instructionSets.join(' ')}`,
    engine: `${engine.name}, ONNX Runtime ${versions['onnxruntime-node']}, ${engine.record.threads} threads`,
    epochSeconds: history.map(({ seconds, validationSeconds = 0 }) =>
      Math.round(seconds + validationSeconds),
    ),
    peakMemory: Math.max(...history.map(({ peakMemory = 0 }) => peakMemory)),
    testAuroc: JSON.parse(readRun(folder, seed, 'metrics.json')).test.auroc.value,
  };
}

/** The fewest digits that give the float32 back. */
function shortest(logit) {
  for (let digits = 4; digits <= 9; digits++) {
    const text = String(Number(logit.toPrecision(digits)));
    if (Math.fround(Number(text)) === logit) return text;
  }
  return String(logit);
}

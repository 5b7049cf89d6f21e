#!/usr/bin/env node
// Keeps what trainings on the real set ended with, small enough for the repository, and writes the table of results/.
// See README.md beside it. Needs `npm run build`.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCsv } from '@pneumo/core';
import {
  auroc,
  chooseThreshold,
  combineLogits,
  evaluatePredictions,
  parsePredictions,
  sigmoid,
  spread,
} from '@pneumo/metrics';

const RESULTS = fileURLToPath(new URL('../../results/', import.meta.url));
const PARTS = ['val', 'test'];
/** The sensitivity that a model of use must have; the table says what specificity its ROC curve has there. */
const SENSITIVITY = 0.98;
const FIGURES = ['sensitivity', 'specificity', 'accuracy'];
const [BEGIN, END] = ['<!-- table: begin -->', '<!-- table: end -->'];

const [command, ...rest] = process.argv.slice(2);
if (command === 'collect' && rest.length === 2) collect(rest[0], resolve(rest[1]));
else if (command === 'table' && rest.length === 0) writeTable();
else if (command === 'check' && rest.length === 0) checkTable();
else {
  console.error(
    'Expected: results.mjs collect NAME FOLDER (of `pneumo train --seeds=…`), results.mjs table, or results.mjs check.',
  );
  process.exit(2);
}

/** Takes logits, settings and times of the finished, judged seeds of a training; seeds that were kept before stay. */
function collect(name, folder) {
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

function columnOf({ seed }) {
  return `seed-${seed}`;
}

function readTraining(name) {
  return JSON.parse(readFileSync(join(RESULTS, name, 'training.json'), 'utf8'));
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

/** The kept trainings, and the ensembles that ensembles.json makes of them. */
function models() {
  const trainings = readdirSync(RESULTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const { seeds } = readTraining(name);
      const columns = seeds.map(columnOf);
      const parts = Object.fromEntries(PARTS.map((part) => [part, readPart(name, part, columns)]));
      return {
        name,
        runs: columns.map((column, i) => ({ name: column, ...together([parts], [i]) })),
        seeds,
        parts,
      };
    });
  const ensembles = JSON.parse(readFileSync(join(RESULTS, 'ensembles.json'), 'utf8')).flatMap(
    ({ name, members }) => {
      const found = members.map((member) => trainings.find((training) => training.name === member));
      if (found.includes(undefined)) return [];
      const parts = found.map((training) => training.parts);
      // One of each seed that all members have, and all of them.
      const shared = found[0].seeds
        .map(({ seed }) => [seed, found.map(({ seeds }) => seeds.findIndex((one) => one.seed === seed))])
        .filter(([, places]) => !places.includes(-1));
      const each = shared.map(([seed, places]) => ({
        name: `seed-${seed} of each`,
        ...together(parts, places),
      }));
      return [
        { name, runs: [...(members.length > 1 ? each : []), { name: 'all seeds', ...together(parts) }] },
      ];
    },
  );
  return [...trainings, ...ensembles];
}

function readPart(name, part, columns) {
  const file = join(RESULTS, name, `${part}.csv`);
  return parseCsv(readFileSync(file, 'utf8'), file, { required: ['id', 'patient', 'label', ...columns] }).map(
    (row) => ({
      id: row.id,
      patient: row.patient,
      label: Number(row.label),
      logits: columns.map((column) => Math.fround(Number(row[column]))),
    }),
  );
}

/** The mean of logits over trainings: of one seed of each, by its place, or of all seeds. */
function together(list, places) {
  return Object.fromEntries(
    PARTS.map((part) => {
      if (list.some((parts) => String(idsOf(parts[part])) !== String(idsOf(list[0][part]))))
        throw new Error(`The ${part} images of trainings that are averaged are not the same.`);
      const members = list.flatMap((parts, t) =>
        (places ? [places[t]] : [...parts[part][0].logits.keys()]).map((seed) =>
          parts[part].map(({ logits }) => logits[seed]),
        ),
      );
      const weights = members.map(() => 1 / members.length);
      const logits = combineLogits({ method: 'mean-logit', weights, intercept: 0 }, members);
      const rows = list[0][part].map(({ logits: _, ...row }, i) => ({
        ...row,
        logit: logits[i],
        probability: sigmoid(logits[i]),
        model: '',
        split: part,
      }));
      return [part, rows];
    }),
  );
}

function idsOf(rows) {
  return rows.map(({ id }) => id);
}

/** Threshold by Youden's index on validation films, then validation and test films judged. */
function judged({ name, val, test }) {
  const validation = [val.map(({ label }) => label), val.map(({ probability }) => probability)];
  const { value } = chooseThreshold(...validation, { kind: 'youden' });
  const at = (threshold) => evaluatePredictions(test, { threshold, seed: 0, atSensitivity: SENSITIVITY });
  return {
    name,
    threshold: value,
    valAuroc: auroc(...validation),
    locked: at(value),
    half: at(0.5),
  };
}

function table() {
  const all = models();
  const lines = [
    `| model | run | validation AUROC | test AUROC | specificity at sensitivity ${short(SENSITIVITY)} | threshold | sensitivity | specificity | accuracy | at 0.5: sensitivity | specificity | accuracy |`,
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const { name, runs, seeds } of all) {
    const rows = runs.map(judged);
    for (const [i, row] of rows.entries()) {
      const kept = seeds?.[i].testAuroc;
      if (kept !== undefined && Math.abs(kept - row.locked.auroc.value) > 1e-12)
        throw new Error(
          `${name}, ${row.name}: test AUROC ${row.locked.auroc.value}; the run itself said ${kept}.`,
        );
      const { valAuroc, locked, half, threshold } = row;
      lines.push(
        line([
          i === 0 ? name : '',
          row.name.replace('-', ' '),
          short(valAuroc),
          interval(locked.auroc),
          interval(locked.atSensitivity.specificity),
          short(threshold),
          ...FIGURES.map((figure) => interval(locked[figure])),
          ...FIGURES.map((figure) => interval(half[figure])),
        ]),
      );
    }
    if (seeds !== undefined && rows.length > 1) {
      const mean = (of) => {
        const { mean: centre, standardDeviation } = spread(rows.map(of));
        return `${short(centre)} ± ${short(standardDeviation)}`;
      };
      lines.push(
        line([
          '',
          'mean ± sd',
          mean(({ valAuroc }) => valAuroc),
          mean(({ locked }) => locked.auroc.value),
          mean(({ locked }) => locked.atSensitivity.specificity.value),
          mean(({ threshold }) => threshold),
          ...FIGURES.map((figure) => mean(({ locked }) => locked[figure].value)),
          ...FIGURES.map((figure) => mean(({ half }) => half[figure].value)),
        ]),
      );
    }
  }
  return [...lines, '', ...timesTable(all)].join('\n');
}

/** How long epochs took, validation included, and what they held. */
function timesTable(all) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  const rows = all.flatMap(({ name, seeds }) =>
    seeds === undefined
      ? []
      : [
          line([
            name,
            seeds[0].epochSeconds.length,
            median(seeds.flatMap(({ epochSeconds }) => epochSeconds)),
            (Math.max(...seeds.map(({ peakMemory }) => peakMemory)) / 1e9).toFixed(1),
            [...new Set(seeds.map(({ processor }) => processor))].join('; '),
          ]),
        ],
  );
  return [
    '| training | epochs | seconds an epoch (median) | peak memory, GB | processor |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

function line(cells) {
  return `| ${cells.join(' | ')} |`;
}

function short(value) {
  return value.toFixed(3).replace(/^0/, '');
}

function interval({ value, low, high }) {
  return `${short(value)} (${short(low)} to ${short(high)})`;
}

function page() {
  const file = join(RESULTS, 'README.md');
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${file} has no lines ${BEGIN} and ${END}.`);
  const lines = table();
  return { file, text, lines, next: `${text.slice(0, from)}${BEGIN}\n\n${lines}\n\n${text.slice(to)}` };
}

function writeTable() {
  const { file, lines, next } = page();
  writeFileSync(file, next);
  console.log(lines);
}

function checkTable() {
  const { file, text, next } = page();
  const squeezed = (markdown) => markdown.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  if (squeezed(text) === squeezed(next)) return console.log(`${file} is what the logits give.`);
  console.error(`${file} is not what the logits give; run \`node tools/results/results.mjs table\`.`);
  process.exit(1);
}

#!/usr/bin/env node
// Keeps what trainings on the real set ended with, small enough for the repository, and writes the table of results/.
// See README.md beside it. Needs `npm run build`.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCsv } from '@pneumo/core';
import {
  chooseThreshold,
  combineLogits,
  evaluatePredictions,
  parsePredictions,
  sigmoid,
  spread,
} from '@pneumo/metrics';

const RESULTS = fileURLToPath(new URL('../../results/', import.meta.url));
const PARTS = ['val', 'test'];
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

/** Takes logits, settings and times of the finished, judged seeds of a training. */
function collect(name, folder) {
  const runs = readdirSync(folder)
    .filter((entry) => /^seed-\d+$/.test(entry) && existsSync(join(folder, entry, 'predictions-test.csv')))
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  if (runs.length === 0) throw new Error(`${folder} holds no folder seed-N with predictions-test.csv.`);
  const target = join(RESULTS, name);
  mkdirSync(target, { recursive: true });
  for (const part of PARTS) {
    const tables = runs.map((run) => {
      const file = join(folder, run, `predictions-${part}.csv`);
      return parsePredictions(readFileSync(file, 'utf8'), file).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    });
    const lines = tables[0].map(({ id, patient, label }, i) => {
      const logits = tables.map((rows) => {
        if (rows[i]?.id !== id)
          throw new Error(`${folder}: the seeds were judged on different ${part} images.`);
        return shortest(rows[i].logit);
      });
      return [id, patient, label, ...logits].join(',');
    });
    writeFileSync(
      join(target, `${part}.csv`),
      `${['id', 'patient', 'label', ...runs].join(',')}\n${lines.join('\n')}\n`,
    );
  }
  const read = (run, file) => JSON.parse(readFileSync(join(folder, run, file), 'utf8'));
  const { config } = read(runs[0], 'config.json');
  const training = {
    // Paths are of one machine.
    config: { ...config, data: basename(config.data), weights: basename(config.weights) },
    seeds: runs.map((run) => {
      const { seed, engine, machine, versions, gitCommit } = read(run, 'environment.json');
      const history = readFileSync(join(folder, run, 'history.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const { test } = read(run, 'metrics.json');
      return {
        seed,
        gitCommit,
        processor: `${machine.processor}, ${machine.cores} cores, ${machine.instructionSets.join(' ')}`,
        engine: `${engine.name}, ONNX Runtime ${versions['onnxruntime-node']}, ${engine.record.threads} threads`,
        epochSeconds: history.map(({ seconds, validationSeconds = 0 }) =>
          Math.round(seconds + validationSeconds),
        ),
        peakMemory: Math.max(...history.map(({ peakMemory = 0 }) => peakMemory)),
        testAuroc: test.auroc.value,
      };
    }),
  };
  writeFileSync(join(target, 'training.json'), `${JSON.stringify(training, null, 2)}\n`);
  console.log(`${target}: ${runs.join(', ')}`);
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
      const { seeds } = JSON.parse(readFileSync(join(RESULTS, name, 'training.json'), 'utf8'));
      const columns = seeds.map(({ seed }) => `seed-${seed}`);
      const parts = Object.fromEntries(PARTS.map((part) => [part, readPart(name, part, columns)]));
      return {
        name,
        runs: columns.map((column, i) => ({ name: column, ...select(parts, [i]) })),
        seeds,
        parts,
      };
    });
  const of = (name) => {
    const found = trainings.find((training) => training.name === name);
    if (found === undefined) throw new Error(`results/ensembles.json names ${name}, which is not there.`);
    return found;
  };
  const ensembles = JSON.parse(readFileSync(join(RESULTS, 'ensembles.json'), 'utf8')).flatMap(
    ({ name, members }) => {
      if (!members.every((member) => trainings.some((training) => training.name === member))) return [];
      const parts = members.map((member) => of(member).parts);
      const seeds = parts[0].test[0].logits.map((_, i) => ({
        name: `seed-${i} of each`,
        ...together(parts, [i]),
      }));
      const all = { name: 'all seeds of each', ...together(parts, undefined) };
      return [{ name, runs: [...(members.length > 1 ? seeds : []), all] }];
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

/** Predictions of some seeds of one training: of several the mean of logits. */
function select(parts, which) {
  return together([parts], which);
}

/** The mean of logits over trainings, and over the seeds of each that are named (all of them where none is). */
function together(list, which) {
  return Object.fromEntries(
    PARTS.map((part) => {
      const members = list.flatMap((parts) =>
        (which ?? parts[part][0].logits.map((_, i) => i)).map((seed) =>
          parts[part].map(({ logits }) => logits[seed]),
        ),
      );
      const weights = members.map(() => 1 / members.length);
      const logits = combineLogits({ method: 'mean-logit', weights, intercept: 0 }, members);
      return [
        part,
        list[0][part].map(({ logits: _, ...row }, i) => ({
          ...row,
          logit: logits[i],
          probability: sigmoid(logits[i]),
          model: '',
          split: part,
        })),
      ];
    }),
  );
}

/** Threshold by Youden's index on validation films, then validation and test films judged. */
function judged({ name, val, test }) {
  const { value } = chooseThreshold(
    val.map(({ label }) => label),
    val.map(({ probability }) => probability),
    { kind: 'youden' },
  );
  const at = (rows, threshold) => evaluatePredictions(rows, { threshold, seed: 0 });
  return { name, threshold: value, val: at(val, value), locked: at(test, value), half: at(test, 0.5) };
}

function table() {
  const lines = [
    '| model | run | validation AUROC | test AUROC | threshold | sensitivity | specificity | accuracy | at 0.5: sensitivity | specificity | accuracy |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const { name, runs, seeds } of models()) {
    const rows = runs.map(judged);
    for (const [i, row] of rows.entries()) {
      const kept = seeds?.[i].testAuroc;
      if (kept !== undefined && Math.abs(kept - row.locked.auroc.value) > 1e-12)
        throw new Error(
          `${name}, ${row.name}: test AUROC ${row.locked.auroc.value}; the run itself said ${kept}.`,
        );
      const { val, locked, half, threshold } = row;
      lines.push(
        line([
          i === 0 ? name : '',
          row.name.replace('-', ' '),
          short(val.auroc.value),
          interval(locked.auroc),
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
          mean(({ val }) => val.auroc.value),
          mean(({ locked }) => locked.auroc.value),
          mean(({ threshold }) => threshold),
          ...FIGURES.map((figure) => mean(({ locked }) => locked[figure].value)),
          ...FIGURES.map((figure) => mean(({ half }) => half[figure].value)),
        ]),
      );
    }
  }
  return lines.join('\n');
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
  return { file, text, next: `${text.slice(0, from)}${BEGIN}\n\n${table()}\n\n${text.slice(to)}` };
}

function writeTable() {
  const { file, next } = page();
  writeFileSync(file, next);
  console.log(table());
}

function checkTable() {
  const { file, text, next } = page();
  const squeezed = (markdown) => markdown.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  if (squeezed(text) === squeezed(next)) return console.log(`${file} is what the logits give.`);
  console.error(`${file} is not what the logits give; run \`node tools/results/results.mjs table\`.`);
  process.exit(1);
}

#!/usr/bin/env node
// Keeps what trainings on the real set ended with, small enough for the repository, and writes the table of results/.
// See README.md beside it. Needs `npm run build`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { collectTraining } from './collectTraining.mjs';
import { RESULTS } from './keptTrainings.mjs';
import { resultsTables } from './resultsTables.mjs';

const [BEGIN, END] = ['<!-- table: begin -->', '<!-- table: end -->'];

const [command, ...rest] = process.argv.slice(2);
try {
  if (command === 'collect' && rest.length === 2) collectTraining(rest[0], resolve(rest[1]));
  else if (command === 'table' && rest.length === 0) writeTable();
  else if (command === 'check' && rest.length === 0) checkTable();
  else {
    console.error(
      'Expected: results.mjs collect NAME FOLDER (of `pneumo train --seeds=…`), results.mjs table, or results.mjs check.',
    );
    process.exitCode = 2;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function page() {
  const file = join(RESULTS, 'README.md');
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${file} has no lines ${BEGIN} and ${END}.`);
  const lines = resultsTables();
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
  process.exitCode = 1;
}

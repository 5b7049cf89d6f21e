import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that must be the same to the last byte. */
const SAME_BYTES = [
  'config.json',
  'manifest.csv',
  'split.json',
  'model/model.json',
  'model/weights.bin',
  'predictions-val.csv',
  'predictions-test.csv',
  'metrics.json',
];
/** What a clock measured differs from run to run. */
const CLOCKED = /seconds|imagesPerSecond|memory/i;

/**
 * What differs between two run folders, clocks aside: files, the history's figures, the tensors of the last checkpoint
 * (weights, the optimiser's moments, the best weights).
 *
 * @returns the names of what differs; none when the runs are identical
 */
export function compareRuns(run, other) {
  const differs = SAME_BYTES.filter((name) => !bytes(run, name).equals(bytes(other, name)));
  if (history(run) !== history(other)) differs.push('history.jsonl');
  if (!tensors(run).equals(tensors(other))) differs.push('checkpoints/last.safetensors');
  return differs;
}

function bytes(run, name) {
  const file = join(run, name);
  if (!existsSync(file)) throw new Error(`${file} is missing.`);
  return readFileSync(file);
}

function history(run) {
  const rows = bytes(run, 'history.jsonl').toString().trim().split('\n');
  return rows
    .map((row) => JSON.stringify(JSON.parse(row), (key, value) => (CLOCKED.test(key) ? undefined : value)))
    .join('\n');
}

/** The numbers behind a checkpoint's header, which holds clocks. */
function tensors(run) {
  const file = bytes(run, 'checkpoints/last.safetensors');
  return file.subarray(8 + Number(file.readBigUInt64LE(0)));
}

import { parseCsv, PneumoError } from '@pneumo/core';
import type { BinaryLabel } from './binaryLabel.ts';
import { lineOfRecord } from './lineOfRecord.ts';
import { predictionColumns } from './formatPredictions.ts';
import type { Prediction } from './prediction.ts';
import { sigmoid } from './sigmoid.ts';

/** A logit and a probability that stand in one row may differ by rounding, by no more than this. */
const AGREEMENT = 1e-3;

/**
 * Reads a predictions table, written by {@link formatPredictions} or by any other program.
 *
 * Needed are the columns `id`, `patient` and one of `logit` and `probability`. Where both stand they
 * must agree, but where a column `calibration` names what made the probability; where one is missing it is computed
 * from the other (a probability of exactly 0 or 1 gives the logit of the nearest number between). `label` is 0, 1, NORMAL, PNEUMONIA or empty;
 * `model` and `split` are empty where their column is missing. All other columns are kept.
 *
 * @param csv - the whole table
 * @param source - the file's name, for messages
 * @returns the rows in their order
 * @throws PneumoError `INVALID_CSV` for a table that is not well formed or lacks a column,
 *   `INVALID_PREDICTIONS` for a value that is wrong; both name source, line and column
 *
 * @example
 * ```ts
 * const rows = parsePredictions('id,patient,label,probability\na.png,p1,1,0.5\n', 'predictions.csv');
 * rows[0].logit; // 0
 * ```
 */
export function parsePredictions(csv: string, source = 'predictions'): Prediction[] {
  const records = parseCsv(csv, source, { required: ['id', 'patient'] });
  const first = records[0];
  if (first !== undefined && !('logit' in first) && !('probability' in first)) {
    throw new PneumoError(
      'INVALID_CSV',
      `${source}, line 1: neither a column 'logit' nor 'probability'; the columns are ${Object.keys(first).join(', ')}.`,
      { details: { source, line: 1 } },
    );
  }
  const seen = new Map<string, number>();
  return records.map((record, index) => {
    const fail = (problem: string, column: string): PneumoError => {
      const line = lineOfRecord(csv, index);
      return new PneumoError('INVALID_PREDICTIONS', `${source}, line ${line}: ${problem}.`, {
        details: { source, line, column },
      });
    };
    const prediction = readRow(record, fail);
    const key = JSON.stringify([prediction.model, prediction.split, prediction.id]);
    const before = seen.get(key);
    if (before !== undefined) {
      throw fail(
        `the id '${prediction.id}' already stands in line ${lineOfRecord(csv, before)}; expected one row for each image of a model and split`,
        'id',
      );
    }
    seen.set(key, index);
    return prediction;
  });
}

type Fail = (problem: string, column: string) => PneumoError;

function readRow(record: Readonly<Record<string, string>>, fail: Fail): Prediction {
  const id = record['id']!;
  const patient = record['patient']!;
  if (id === '') throw fail('the id is empty', 'id');
  if (patient === '')
    throw fail(`the patient of '${id}' is empty; repeat the id where it is not known`, 'patient');
  const label = readLabel(record['label'] ?? '', fail);
  const columns = Object.entries(record).filter(
    ([name, value]) => value !== '' && !(predictionColumns as readonly string[]).includes(name),
  );
  return {
    id,
    patient,
    ...(label === undefined ? {} : { label }),
    ...readScores(record, fail),
    model: record['model'] ?? '',
    split: record['split'] ?? '',
    ...(columns.length === 0 ? {} : { columns: Object.fromEntries(columns) }),
  };
}

function readLabel(text: string, fail: Fail): BinaryLabel | undefined {
  switch (text) {
    case '':
      return undefined;
    case '0':
    case 'NORMAL':
      return 0;
    case '1':
    case 'PNEUMONIA':
      return 1;
    default:
      throw fail(`the label is '${text}'; expected 0, 1, NORMAL, PNEUMONIA or nothing`, 'label');
  }
}

function readScores(
  record: Readonly<Record<string, string>>,
  fail: Fail,
): { logit: number; probability: number } {
  const logit = readNumber(record['logit'] ?? '', 'logit', fail);
  const probability = readNumber(record['probability'] ?? '', 'probability', fail);
  if (probability !== undefined && (probability < 0 || probability > 1)) {
    throw fail(`the probability is ${probability}; expected 0 to 1`, 'probability');
  }
  if (logit === undefined) {
    if (probability === undefined) throw fail('logit and probability are both empty', 'probability');
    return { logit: logitOf(probability), probability };
  }
  const computed = sigmoid(logit);
  // A calibrated probability is another than the sigmoid's; the table says so.
  const calibrated = (record['calibration'] ?? '') !== '';
  if (probability !== undefined && !calibrated && Math.abs(computed - probability) > AGREEMENT) {
    throw fail(
      `logit ${logit} means a probability of ${computed.toPrecision(4)}, but the row says ${probability}; leave one column out or mend it, or name the calibration in a column 'calibration'`,
      'probability',
    );
  }
  if (probability === undefined && calibrated)
    throw fail(
      'the probability is empty beside a calibration; expected what it makes of the logit',
      'probability',
    );
  return { logit, probability: probability ?? computed };
}

function readNumber(text: string, column: string, fail: Fail): number | undefined {
  if (text === '') return undefined;
  const value = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) throw fail(`the ${column} is '${text}'; expected a finite number`, column);
  return value;
}

function logitOf(probability: number): number {
  // The numbers next to 0 and 1 that still have a finite logit stand for 0 and 1 themselves.
  const inside = Math.min(Math.max(probability, Number.MIN_VALUE), 1 - Number.EPSILON / 2);
  return Math.log(inside) - Math.log1p(-inside);
}

import { PneumoError } from '@pneumo/core';

/**
 * How the patient is read from a sample's file name, as plain data.
 *
 * - `person-type`: the default for the Chest X-Ray Pneumonia set. `person100_bacteria_475.jpeg` is patient
 *   `person100_bacteria`, `IM-0115-0001.jpeg` is `IM-0115`, `NORMAL2-IM-1427-0001.jpeg` is `NORMAL2-IM-1427`.
 *   Bacteria and virus are counted apart in that set, so the type belongs to the patient.
 * - `number`: the cautious reading: `person100_bacteria_475.jpeg` and `person100_virus_184.jpeg` are one patient.
 * - `regexp`: the first group of a regular expression found in the file name.
 * - `column`: a column of a CSV file (`file`) whose column `id` or `file` names the sample.
 */
export type PatientRule = NamePatientRule | RegexpPatientRule | ColumnPatientRule;

/** A rule that knows the names of the Chest X-Ray Pneumonia set. */
export interface NamePatientRule {
  /** With the type, or by the number alone. */
  readonly kind: 'person-type' | 'number';
}

/** A rule for other names. */
export interface RegexpPatientRule {
  /** The first group of a regular expression. */
  readonly kind: 'regexp';
  /** The expression; it has a group. */
  readonly pattern: string;
}

/** A rule for patients that stand in a table. */
export interface ColumnPatientRule {
  /** A column of a CSV file. */
  readonly kind: 'column';
  /** The file; its column `id` or `file` names the sample. */
  readonly file: string;
  /** The column of the patient. */
  readonly column: string;
}

/** A patient that was read from a name. */
export interface PatientReading {
  /** The patient. */
  patient: string;
  /** false where the rule said nothing and the sample stands for its own patient. */
  matched: boolean;
}

/**
 * Makes the function that reads patients by a rule. A name that the rule cannot read becomes its own
 * patient (the id without its extension), so that samples of equal name in different folders are not
 * taken for one person; count those by `matched`.
 *
 * @param rule - the rule
 * @param table - for the rule `column`: the records of its CSV file
 * @returns a function from sample id to patient
 * @throws PneumoError `INVALID_PATIENT_RULE` when the regular expression does not compile or has no group,
 *   or the table is missing or lacks the column. The function itself throws `PATIENT_MISSING` where the
 *   table has no line for a sample: a list of patients that somebody wrote should be whole.
 *
 * @example
 * ```ts
 * patientReader({ kind: 'person-type' })('train/PNEUMONIA/person100_bacteria_475.jpeg');
 * // { patient: 'person100_bacteria', matched: true }
 * patientReader({ kind: 'number' })('train/PNEUMONIA/person100_bacteria_475.jpeg').patient; // 'person100'
 * ```
 */
export function patientReader(
  rule: PatientRule,
  table?: readonly Readonly<Record<string, string>>[],
): (id: string) => PatientReading {
  switch (rule.kind) {
    case 'person-type':
      return byPattern(/^(person\d+_(?:bacteria|virus)(?=_)|(?:NORMAL2-)?IM-\d+(?=-))/);
    case 'number':
      return byPattern(/^(person\d+(?=_)|(?:NORMAL2-)?IM-\d+(?=-))/);
    case 'regexp':
      return byPattern(compile(rule.pattern));
    case 'column':
      return byColumn(rule, table);
  }
}

/**
 * Reads bacteria or virus from a file name of the Chest X-Ray Pneumonia set.
 *
 * @param id - the sample's id
 * @returns the subtype, or undefined where the name does not say
 *
 * @example
 * ```ts
 * subtypeOf('train/PNEUMONIA/person6_virus_7.jpeg'); // 'virus'
 * ```
 */
export function subtypeOf(id: string): 'bacteria' | 'virus' | undefined {
  return /^person\d+_(bacteria|virus)_/.exec(fileName(id))?.[1] as 'bacteria' | 'virus' | undefined;
}

function byPattern(pattern: RegExp): (id: string) => PatientReading {
  return (id) => {
    const patient = pattern.exec(fileName(id))?.[1];
    return patient ? { patient, matched: true } : { patient: stem(id), matched: false };
  };
}

function byColumn(
  rule: ColumnPatientRule,
  table: readonly Readonly<Record<string, string>>[] | undefined,
): (id: string) => PatientReading {
  const first = table?.[0];
  if (!table || !first)
    throw invalidRule(`the patients of ${rule.file} have not been read, or it has no lines`);
  const key = Object.hasOwn(first, 'id') ? 'id' : 'file';
  for (const name of [key, rule.column]) {
    if (!Object.hasOwn(first, name))
      throw invalidRule(`${rule.file} has no column '${name}'; it has ${Object.keys(first).join(', ')}`);
  }
  const patients = new Map<string, string>();
  for (const row of table) {
    const name = row[key]!;
    const before = patients.get(name);
    if (before !== undefined && before !== row[rule.column]) {
      throw invalidRule(`${rule.file} gives ${name} two patients, ${before} and ${row[rule.column]}`);
    }
    patients.set(name, row[rule.column]!);
  }
  return (id) => {
    const patient = patients.get(id) ?? patients.get(fileName(id));
    if (patient) return { patient, matched: true };
    throw new PneumoError(
      'PATIENT_MISSING',
      `${rule.file} names no patient for ${id}; expected a line whose '${key}' is the path or the file name, with a '${rule.column}'.`,
      { details: { id, file: rule.file } },
    );
  };
}

function compile(pattern: string): RegExp {
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, 'u');
  } catch (cause) {
    throw invalidRule(`'${pattern}' is no regular expression (${(cause as Error).message})`);
  }
  // An alternative that is empty always matches, and then tells how many groups there are.
  const groups = new RegExp(`${pattern}|`, 'u').exec('')!.length - 1;
  if (groups === 0)
    throw invalidRule(`'${pattern}' has no group; put the part that names the patient in parentheses`);
  return compiled;
}

function fileName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function stem(id: string): string {
  return id.replace(/\.[^./]+$/, '');
}

function invalidRule(problem: string): PneumoError {
  return new PneumoError('INVALID_PATIENT_RULE', `The rule for patients cannot be used: ${problem}.`);
}

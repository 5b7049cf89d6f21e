import { formatPredictions, parsePredictions, type Prediction, sigmoid } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom('a,b', '"', 'line\nbreak', 'Größe', '=1+1', '__proto__', ' x '),
);
const fixed = ['id', 'patient', 'label', 'logit', 'probability', 'model', 'split'];
const row = fc
  .record({
    patient: text,
    label: fc.constantFrom(0, 1, undefined),
    logit: fc.double({ noNaN: true, noDefaultInfinity: true }),
    model: fc.oneof(text, fc.constant('')),
    split: fc.constantFrom('train', 'val', 'test', ''),
    columns: fc.dictionary(
      text.filter((name) => !fixed.includes(name)),
      text,
      { maxKeys: 3, noNullPrototype: true },
    ),
  })
  .map(({ label, columns, ...rest }) => ({
    ...rest,
    probability: sigmoid(rest.logit),
    ...(label === undefined ? {} : { label: label as 0 | 1 }),
    ...(Object.keys(columns).length === 0 ? {} : { columns }),
  }));
const table = fc
  .array(row, { maxLength: 8 })
  .map((rows) => rows.map((one, i): Prediction => ({ id: `é, "${i}"`, ...one })));

describe('parsePredictions', () => {
  it('reads back exactly what formatPredictions wrote, further columns too', () => {
    fc.assert(
      fc.property(table, (rows) => {
        expect(parsePredictions(formatPredictions(rows))).toEqual(rows);
      }),
    );
  });

  it('reads a table of another program: either score, words as labels, no model or split', () => {
    const rows = parsePredictions(
      'probability,patient,id,label,age\n0.75,p1,a.png,PNEUMONIA,7\n1.0,p2,b.png,,\n',
    );
    expect(rows).toEqual([
      {
        id: 'a.png',
        patient: 'p1',
        label: 1,
        logit: expect.closeTo(Math.log(3), 12),
        probability: 0.75,
        model: '',
        split: '',
        columns: { age: '7' },
      },
      { id: 'b.png', patient: 'p2', logit: expect.closeTo(36.7, 1), probability: 1, model: '', split: '' },
    ]);
    expect(parsePredictions('id,patient,logit\na,p,-2\n')[0]!.probability).toBeCloseTo(
      0.11920292202211755,
      15,
    );
  });

  it.each([
    ['id,patient\na,p\n', "line 1: neither a column 'logit' nor 'probability'; the columns are id, patient"],
    ['id,logit\na,1\n', "line 1: no column 'patient'"],
    ['id,patient,logit\na,p,1\n,p,1\n', 'line 3: the id is empty'],
    ['id,patient,logit\n"a\nb",p,1\n\nb,,1\n', "line 5: the patient of 'b' is empty"],
    [
      'id,patient,logit,label\na,p,1,2\n',
      "line 2: the label is '2'; expected 0, 1, NORMAL, PNEUMONIA or nothing",
    ],
    ['id,patient,logit\r\na,p,0\r\nb,p,0x10\r\n', "line 3: the logit is '0x10'; expected a finite number"],
    ['id,patient,logit\na,p,nan\n', "line 2: the logit is 'nan'"],
    ['id,patient,logit\na,p,1e999\n', "line 2: the logit is '1e999'"],
    ['id,patient,probability\na,p,55\n', 'line 2: the probability is 55; expected 0 to 1'],
    ['id,patient,probability\na,p,\n', 'line 2: logit and probability are both empty'],
    [
      'id,patient,logit,probability\na,p,2,0.5\n',
      'line 2: logit 2 means a probability of 0.8808, but the row says 0.5',
    ],
    ['id,patient,logit\na,p,1\nb,p,1\na,q,2\n', "line 4: the id 'a' already stands in line 2"],
    ['id,patient,logit\na,p\n', 'line 2: 2 fields'],
    ['', 'line 1: the file is empty'],
  ])('names the file and line of what is wrong in %j', (csv, message) => {
    expect(() => parsePredictions(csv, 'mine.csv')).toThrow(`mine.csv, ${message}`);
  });
});

describe('formatPredictions', () => {
  it('refuses numbers that are not finite and columns that clash', () => {
    const good = { id: 'a', patient: 'p', logit: 0, probability: 0.5, model: 'm', split: 'test' };
    expect(() => formatPredictions([good, { ...good, logit: NaN }])).toThrow('predictions[1].logit is NaN');
    expect(() => formatPredictions([{ ...good, probability: 2 }])).toThrow('predictions[0].probability is 2');
    expect(() => formatPredictions([{ ...good, columns: { label: '1' } }])).toThrow("further column 'label'");
  });

  it('takes a probability that a calibration made, where the table says so', () => {
    const head = 'id,patient,logit,probability,calibration\n';
    const [row] = parsePredictions(`${head}a,p,2,0.5,platt\n`);
    expect(row).toMatchObject({ logit: 2, probability: 0.5, columns: { calibration: 'platt' } });
    expect(() => parsePredictions(`${head}a,p,2,0.5,\n`)).toThrow(/logit 2 means a probability of 0.8808/);
    expect(() => parsePredictions(`${head}a,p,2,,platt\n`)).toThrow(
      /probability is empty beside a calibration/,
    );
  });
});

// Judges the kept models and writes the tables of results/README.md.
import { auroc, chooseThreshold, evaluatePredictions, spread } from '@pneumo/metrics';
import { readModels } from './readModels.mjs';

/** The sensitivity that a model of use must have; the table says what specificity its ROC curve has there. */
const SENSITIVITY = 0.98;
const FIGURES = ['sensitivity', 'specificity', 'accuracy'];

/** Both tables, of figures and of times, in Markdown. */
export function resultsTables() {
  const all = readModels();
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

/** Threshold by Youden's index on validation films, then validation and test films judged. */
function judged({ name, val, test }) {
  const validation = [val.map(({ label }) => label), val.map(({ probability }) => probability)];
  const { value } = chooseThreshold(...validation, { kind: 'youden' });
  return {
    name,
    threshold: value,
    valAuroc: auroc(...validation),
    locked: evaluatePredictions(test, { threshold: value, seed: 0, atSensitivity: SENSITIVITY }),
    half: evaluatePredictions(test, { threshold: 0.5, seed: 0 }),
  };
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

// The models that results/ has logits of.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { combineLogits, sigmoid } from '@pneumo/metrics';
import { columnOf, PARTS, readPart, readTraining, RESULTS } from './keptTrainings.mjs';

/** The kept trainings, and the ensembles that ensembles.json makes of them. */
export function readModels() {
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

// Writes event files by our own writer, and told.json with what TensorBoard must show of them: for check_tensorboard.py.
//
//   npm run build && node tools/reference/tracking/writeEvents.mjs FOLDER
//
// FOLDER/events/whole is a run without interruption. FOLDER/events/resumed is killed after step 6, although its last
// checkpoint is of step 4, and gone on with: settings, and steps 5 and 6 with other figures, are told twice.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pixelImage } from '@pneumo/core';
import { encodePng } from '@pneumo/data/node';
import { fitTensorBoard } from '@pneumo/training';
import { tensorBoardWriter } from '@pneumo/training/node';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';

// Keeps tfjs from advertising tfjs-node.
tf.env().set('IS_TEST', true);

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Expected the folder to write to.');
  process.exit(2);
}
const SETTINGS = { model: 'cnn', 'learning rate': 0.001, epochs: 2, flip: true, überschrift: 'ä, "b"' };
const METRICS = ['epoch/valAuroc', 'test/auroc'];
const START = { type: 'fit-start', epochs: 2, batchesPerEpoch: 4, parameters: 1, history: [] };
const model = sequential({ layers: [layers.dense({ name: 'head', units: 8, inputShape: [64] })] });
let clock = 1_772_373_900_000;
const now = () => (clock += 250);

const told = { whole: await wholeRun(), resumed: await resumedRun() };
await writeFile(join(folder, 'told.json'), JSON.stringify({ settings: SETTINGS, metrics: METRICS, told }));
tf.disposeVariables();

async function wholeRun() {
  const kept = [];
  const run = await begin('whole', kept, null);
  await run.steps(1, 8, 1);
  await run.finish(9);
  return kept;
}

async function resumedRun() {
  const kept = [];
  const first = await begin('resumed', kept, null);
  await first.steps(1, 6, 1);
  await first.close();
  const second = await begin('resumed', kept, { epoch: 1, batch: 0, step: 4, inexact: [] });
  await second.steps(5, 8, 2);
  await second.finish(9);
  return kept;
}

/** A run, or a further process of one, as the command line tells it; what must be shown is noted in `kept`. */
async function begin(name, kept, resumed) {
  const writer = await tensorBoardWriter(join(folder, 'events', name), { now });
  const sink = {
    async add(step, values) {
      await writer.add(step, values);
      for (const value of values)
        kept.push({ step, ...value, ...(value.png && { png: Buffer.from(value.png).toString('base64') }) });
    },
    async restart(step) {
      await writer.restart(step);
      kept.splice(0, kept.length, ...kept.filter((value) => value.step < step));
    },
  };
  const listen = fitTensorBoard(sink, model);
  await listen({ ...START, resumed });
  await sink.add(0, [{ kind: 'hyperparameters', values: SETTINGS, metrics: METRICS }]);
  return {
    async steps(from, to, factor) {
      for (let step = from; step <= to; step++) {
        const figures = { loss: factor / step, gradientNorm: step * factor, learningRate: 0.001 };
        await listen({ type: 'step', epoch: 1, batch: 1, step, images: 8, ...figures });
        if (step % 4 !== 0) continue;
        tf.tidy(() =>
          model.setWeights(model.getWeights().map((weight, i) => tf.randomNormal(weight.shape, i, step))),
        );
        const row = { epoch: step / 4, step, trainLoss: 1 / step, learningRate: 0.001, gradientNorm: 1 };
        await listen({ type: 'epoch-end', row: { ...row, valAuroc: 0.9 + step / 100 }, best: true });
      }
    },
    close: () => writer.close(),
    async finish(step) {
      const film = pixelImage(
        16,
        12,
        3,
        Uint8Array.from({ length: 16 * 12 * 3 }, (_, i) => (i * step) % 256),
      );
      await sink.add(step, [
        { kind: 'scalar', tag: 'test/auroc', value: 0.96 },
        { kind: 'image', tag: 'explained/film 1', png: await encodePng(film) },
      ]);
      await sink.add(step, [{ kind: 'run-end', status: 'success' }]);
      await writer.close();
    },
  };
}

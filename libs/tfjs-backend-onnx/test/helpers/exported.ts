import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as tfl from '@tensorflow/tfjs-layers';
import { exportOnnx, type ExportOnnxOptions } from '@pneumo/tfjs-backend-onnx';
import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
import { expect } from 'vitest';
import { tf, uniform } from './backends.ts';
import { type OnnxFile, readOnnx } from './readOnnx.ts';

/** A folder for the files and their answers, which tools/reference/tfjs-backend-onnx/check_export.py judges. */
const FOLDER = process.env['PNEUMO_EXPORT_FOLDER'];
let count = 0;

/** Leaves a file of one input and one output for the judgement by other tools. */
function leave(bytes: Uint8Array, { inputs, outputs }: OnnxFile, input: tf.Tensor, answer: tf.Tensor): void {
  if (FOLDER === undefined || inputs.length > 1 || outputs.length > 1) return;
  const words = expect.getState().currentTestName!.replaceAll(/\W+/g, '-').slice(-40);
  const path = join(FOLDER, `layers-${count++}-${words}`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${path}.onnx`, bytes);
  writeFileSync(`${path}.f32`, new Uint8Array((input.dataSync() as Float32Array).buffer));
  const facts = { input: inputs[0]!.name, shape: input.shape, output: outputs[0]!.name };
  writeFileSync(`${path}.json`, JSON.stringify({ ...facts, logits: [...answer.dataSync()] }));
}

const SETTINGS = { threads: 1, optimization: 'all', arena: true } as const;

/** Gives every weight of a model seeded values of a size at which every layer matters. */
export function seedWeights(model: tfl.LayersModel, seed = ''): void {
  tf.tidy(() =>
    model.setWeights(
      model.weights.map(({ originalName, shape }, index) => {
        const name = `${seed} ${index}`;
        if (/variance/.test(originalName)) return uniform(name, shape as number[], 0.5, 2);
        if (/gamma/.test(originalName)) return uniform(name, shape as number[], 0.5, 1.5);
        const inputs = shape.slice(0, -1).reduce<number>((product, size) => product * size!, 1);
        const reach = /bias|beta|mean|alpha/.test(originalName) ? 0.5 : Math.sqrt(3 / inputs);
        return uniform(name, shape as number[], -reach, reach);
      }),
    ),
  );
}

/** Inputs for a batch, in a range on both sides of zero. */
export function inputsFor(model: tfl.LayersModel, batch: number): tf.Tensor[] {
  return model.inputs.map(({ shape }, index) =>
    uniform(`input ${index}`, [batch, ...(shape.slice(1) as number[])], -2, 2),
  );
}

/**
 * Exports a model and expects that ONNX Runtime computes from the file what `predict` of the active
 * backend gives, at batches of 1, 2 and 5.
 *
 * @returns what the file holds
 */
export async function expectSameAsPredict(
  model: tfl.LayersModel,
  options: ExportOnnxOptions = {},
  tolerance = 1e-5,
): Promise<OnnxFile> {
  const bytes = await exportOnnx(model, options);
  const file = readOnnx(bytes);
  expectPortable(file);
  const session = nodeRuntime().compile(bytes, SETTINGS);
  const first = options.imageLayout === 'channels-first';
  const turned = (tensor: tf.Tensor): tf.Tensor =>
    first && tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor.clone();
  for (const batch of [1, 2, 5]) {
    const inputs = inputsFor(model, batch);
    const predicted = tf.tidy(() =>
      [model.predict(inputs)].flat().map((tensor) => turned(tensor as tf.Tensor)),
    );
    const fed = inputs.map(turned);
    const feeds = new Map(
      fed.map((tensor, index) => [
        file.inputs[index]!.name,
        { dtype: 'float32' as const, shape: tensor.shape, data: tensor.dataSync() as Float32Array },
      ]),
    );
    const results = session.run(
      feeds,
      file.outputs.map(({ name }) => name),
    );
    predicted.forEach((tensor, index) => {
      const expected = tensor.dataSync();
      const actual = results[index] as Float32Array;
      expect(actual.length).toBe(expected.length);
      expect(file.outputs[index]!.shape).toEqual(['batch', ...tensor.shape.slice(1)]);
      expected.forEach((value, position) => {
        if (!(Math.abs(actual[position]! - value) <= tolerance * Math.max(1, Math.abs(value))))
          expect.fail(
            `output ${index}, batch ${batch}, element ${position}: tfjs ${value}, ONNX ${actual[position]}`,
          );
      });
    });
    if (batch === 5) leave(bytes, file, fed[0]!, predicted[0]!);
    tf.dispose([inputs, predicted, fed]);
  }
  session.release();
  return file;
}

/** Exports a model and runs the file once. */
export async function runExported(
  model: tfl.LayersModel,
  inputs: readonly tf.Tensor[],
): Promise<Float32Array[]> {
  const bytes = await exportOnnx(model);
  const file = readOnnx(bytes);
  const session = nodeRuntime().compile(bytes, SETTINGS);
  const feeds = new Map(
    inputs.map((tensor, index) => [
      file.inputs[index]!.name,
      { dtype: 'float32' as const, shape: tensor.shape, data: tensor.dataSync() as Float32Array },
    ]),
  );
  const results = session.run(
    feeds,
    file.outputs.map(({ name }) => name),
  );
  session.release();
  return results as Float32Array[];
}

/** Expects a file of standard operators of opset 17 whose names are unique and whose nodes are in order. */
export function expectPortable(file: OnnxFile): void {
  expect(file.opsets).toEqual([{ domain: '', version: 17 }]);
  expect(file.irVersion).toBe(8);
  expect(file.nodes.filter(({ domain }) => domain !== '')).toEqual([]);
  const names = file.nodes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const known = new Set([
    '',
    ...file.inputs.map(({ name }) => name),
    ...file.constants.map(({ name }) => name),
  ]);
  for (const { name, inputs, outputs } of file.nodes) {
    for (const input of inputs) expect(known.has(input), `${name} reads ${input}`).toBe(true);
    for (const output of outputs) {
      expect(known.has(output), `${output} is made twice`).toBe(false);
      known.add(output);
    }
  }
  const read = new Set(file.nodes.flatMap(({ inputs }) => inputs));
  expect(file.constants.filter(({ name }) => !read.has(name))).toEqual([]);
}

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkContract, createModel, resolveModelConfig } from '@pneumo/models';
import { saveModelToFolder } from '@pneumo/models/node';
import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder, type Outcome, pneumo } from './support/pneumo.ts';

const folder = newFolder();
const model = join(folder, 'model');
const out = join(folder, 'small.onnx');
let outcome: Outcome;

beforeAll(async () => {
  await tf.setBackend('onnx');
  const config = resolveModelConfig('cnn', { inputSize: 32, filters: [4, 8], dense: [8], seed: 3 });
  const contract = checkContract({
    schemaVersion: 1,
    architecture: { name: 'cnn', config },
    inputSize: 32,
    channels: 3,
    normalisation: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    classNames: ['NORMAL', 'PNEUMONIA'],
    threshold: { value: 0.4, rule: 'youden', chosenOn: 'val' },
  });
  await saveModelToFolder(model, createModel('cnn', config), contract);
  outcome = await pneumo(['export', 'model', '--out=small.onnx'], folder);
}, 60_000);

describe('pneumo export', () => {
  it('writes the file, and says how well its logits agree', () => {
    expect(outcome.stderr).not.toContain('unexpected failure');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain(`${out}: `);
    const [, difference] = /greatest difference of the logits (\S+)\.$/m.exec(outcome.stdout)!;
    expect(Number(difference)).toBeLessThan(1e-5);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leaves a file that ONNX Runtime runs, with the data contract in it', () => {
    const bytes = readFileSync(out);
    const session = nodeRuntime().compile(new Uint8Array(bytes), {
      threads: 1,
      optimization: 'all',
      arena: false,
    });
    const shape = [2, 32, 32, 3];
    const data = new Float32Array(2 * 32 * 32 * 3).fill(0.5);
    const [logits] = session.run(new Map([['image', { dtype: 'float32', shape, data }]]), ['logits']);
    session.release();
    const [first, second] = logits as Float32Array;
    expect(Number.isFinite(first)).toBe(true);
    expect(second).toBe(first);
    const text = bytes.toString('latin1');
    expect(text).toContain('{"value":0.4,"rule":"youden","chosenOn":"val"}');
    expect(text).toContain('["NORMAL","PNEUMONIA"]');
  });

  it('overwrites nothing unless asked', async () => {
    const before = statSync(out).mtimeMs;
    const refused = await pneumo(['export', 'model', '--out=small.onnx'], folder);
    expect(refused.stderr).toContain('--overwrite');
    expect(refused.code).toBe(4);
    expect(statSync(out).mtimeMs).toBe(before);
    const args = [
      '--overwrite',
      '--image-layout=channels-first',
      '--input-name=pixels',
      '--output-name=score',
    ];
    const replaced = await pneumo(['export', 'model', '--out=small.onnx', ...args], folder);
    expect(replaced.code).toBe(0);
    expect(replaced.stdout).toContain('input pixels, output score');
  });

  it('says what is wrong with a folder as output, a missing folder, and names that are one', async () => {
    mkdirSync(join(folder, 'taken'), { recursive: true });
    for (const [args, code, text] of [
      [['--out=taken', '--overwrite'], 4, 'taken/model.onnx'],
      [['--out=no/such/folder/model.onnx'], 4, 'no/such/folder'],
      [['--out=x.onnx', '--input-name=a', '--output-name=a'], 2, "'a'"],
    ] as const) {
      const refused = await pneumo(['export', 'model', ...args], folder);
      expect(refused.stderr).toContain(text);
      expect(refused.stderr).not.toContain('unexpected failure');
      expect(refused.code).toBe(code);
    }
    expect(existsSync(join(folder, 'x.onnx'))).toBe(false);
  });

  it('names a folder without a model', async () => {
    writeFileSync(join(folder, 'taken', 'notes.txt'), 'none');
    const refused = await pneumo(['export', 'taken', '--out=y.onnx'], folder);
    expect(refused.stderr).toContain('holds no model');
    expect(refused.code).toBe(7);
  });
});

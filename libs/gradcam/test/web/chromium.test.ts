import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createModel, modelContract } from '@pneumo/models';
import { loadModelFromFolder, saveModelToFolder } from '@pneumo/models/node';
import { registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium } from './findChromium.ts';
import { judgeSavedModels, SAVED_MODELS, SAVED_SIZE, type SavedModelsResult } from './savedModels.ts';
import { scenario, type ScenarioResult } from './scenario.ts';
import { servePage } from './servePage.ts';

const browserPath = findChromium();

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['@pneumo/source', 'onnxruntime-web-use-extern-wasm'],
    // tfjs-core marks its gradients as free of side effects.
    ignoreAnnotations: true,
  });
  return outputFiles[0]!.contents;
}

type PageResult = ScenarioResult & { isolated: boolean; saved: SavedModelsResult };

/** Saves the models as a training does: with flip averaging, a calibration and a threshold in their contracts. */
async function saveModels(folder: string): Promise<void> {
  for (const name of SAVED_MODELS) {
    const config = { inputSize: SAVED_SIZE, seed: 3 };
    const model = createModel(name, config);
    await saveModelToFolder(join(folder, name), model, {
      ...modelContract(name, config),
      testTimeAugmentation: 'flip',
      calibration: { method: 'platt', slope: 1.5, intercept: -0.25, fittedOn: 'validation' },
      threshold: { value: 0.4, rule: 'youden', chosenOn: 'validation' },
    });
    model.dispose();
  }
}

/** Runs the page to its end; the addresses of everything that it asked for come with its result. */
async function runPage(
  script: Uint8Array,
  models: string,
): Promise<{ result: PageResult; requested: string[]; origin: string }> {
  const { origin, close } = await servePage(script, models);
  const browser = await chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const requested: string[] = [];
    page.on('request', (request) => void requested.push(request.url()));
    await page.goto(origin, { waitUntil: 'load' });
    const result = await page.evaluate(() => (globalThis as unknown as { result: Promise<never> }).result);
    return { result, requested, origin };
  } finally {
    await browser.close();
    await close();
  }
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe('the backend in a browser', () => {
  // Debian: apt-get install chromium. Another place: PNEUMO_CHROMIUM.
  it.skipIf(browserPath === undefined)(
    "predicts, explains and trains the study's CNN as in Node, reads saved models and their ensemble, and loads nothing from outside (skipped where there is no Chromium)",
    async () => {
      registerOnnxBackend();
      await tf.setBackend('onnx');
      const expected = await scenario();
      const models = await mkdtemp(join(tmpdir(), 'pneumo-models-'));
      await saveModels(models);
      const { result, requested, origin } = await runPage(await bundle(), models);
      const loaded = await Promise.all(SAVED_MODELS.map((name) => loadModelFromFolder(join(models, name))));
      const saved = await judgeSavedModels(loaded);
      await rm(models, { recursive: true });
      for (const i of SAVED_MODELS.keys()) {
        expect(largestDifference(result.saved.logits[i]!, saved.logits[i]!)).toBeLessThan(1e-4);
        expect(largestDifference(result.saved.probabilities[i]!, saved.probabilities[i]!)).toBeLessThan(1e-4);
      }
      expect(largestDifference(result.saved.ensemble, saved.ensemble)).toBeLessThan(1e-4);
      expect(new Set(saved.ensemble).size).toBe(saved.ensemble.length);
      expect(result.backend).toBe('onnx');
      expect(result.isolated).toBe(true);
      expect(result.syncRead).toBe('SYNC_READ');
      expect(expected.syncRead).toBe('was answered');
      expect(Math.max(...expected.maps)).toBeGreaterThan(0);
      for (const key of ['before', 'maps', 'losses', 'after'] as const)
        expect([key, largestDifference(result[key], expected[key]) < 1e-5]).toEqual([key, true]);
      result.weights.forEach(([sum, squares], i) => {
        const [nodeSum, nodeSquares] = expected.weights[i]!;
        expect(Math.abs(sum - nodeSum)).toBeLessThan(1e-4 * Math.max(1, Math.abs(nodeSum)));
        expect(Math.abs(squares - nodeSquares)).toBeLessThan(1e-5 * Math.max(1, nodeSquares));
      });
      expect(requested.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:'))).toEqual([]);
    },
    120_000,
  );
});

import { fileURLToPath } from 'node:url';
import { registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium } from './findChromium.ts';
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

/** Runs the page to its end; the addresses of everything that it asked for come with its result. */
async function runPage(
  script: Uint8Array,
): Promise<{ result: ScenarioResult & { isolated: boolean }; requested: string[]; origin: string }> {
  const { origin, close } = await servePage(script);
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
    "predicts, explains and trains the study's CNN as in Node, and loads nothing from outside (skipped where there is no Chromium)",
    async () => {
      registerOnnxBackend();
      await tf.setBackend('onnx');
      const expected = await scenario();
      const { result, requested, origin } = await runPage(await bundle());
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

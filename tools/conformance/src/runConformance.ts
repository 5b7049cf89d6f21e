import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PneumoError } from '@pneumo/core';
import { type BackendName, bundleSpecs } from './bundleSpecs.ts';
import type { SpecResult } from './SpecResult.ts';

/**
 * Runs tfjs-core's own specs in a process of their own, which may crash without taking ours along.
 *
 * @param backend - backend to run them on
 * @param filter - runs only specs whose name contains it
 * @returns the results in the order of running
 * @throws PneumoError `SPECS_DIED` when the process ended early
 */
export async function runConformance(backend: BackendName, filter?: string): Promise<SpecResult[]> {
  const bundle = await bundleSpecs(backend);
  const child = spawn(process.execPath, [bundle, ...(filter === undefined ? [] : [filter])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const ended = new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? String(code)));
  });
  const results: SpecResult[] = [];
  // Specs print, too.
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('{"name":')) results.push(JSON.parse(line) as SpecResult);
  const end = await ended;
  if (end !== '0') {
    const last = results[results.length - 1]?.name ?? 'none';
    throw new PneumoError(
      'SPECS_DIED',
      `The specs ended with ${end} after ${results.length} results (the last: ${last}): ${errors.join('').slice(-1000)}`,
    );
  }
  return results;
}

import fc from 'fast-check';
import { afterEach, beforeEach, vi } from 'vitest';

// The same examples in every run, so that a change and nothing else turns a test red; another number, or 'random',
// looks at others.
const seed = process.env['PNEUMO_PROPERTY_SEED'] ?? '20261130';
fc.configureGlobal(seed === 'random' ? {} : { seed: Number(seed) });

// A library never prints: a console call in a test is a failure (libs emit events, apps print).
const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
let calls: string[] = [];

beforeEach(() => {
  calls = [];
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      calls.push(`console.${method}(${args.map(String).join(' ')})`);
    });
  }
});

afterEach(() => {
  if (calls.length > 0) throw new Error(`The test printed to the console: ${calls.join('; ')}`);
});

import { afterEach, beforeEach, vi } from 'vitest';

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

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['libs/*', 'apps/*', 'tools/conformance', 'tools/testing'],
    // Vitest leaves a core to itself: on two cores it would run one file at a time, in twice the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});

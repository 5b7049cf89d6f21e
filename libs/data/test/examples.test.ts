import { readdirSync, rmSync } from 'node:fs';
import { describeExamples } from '@pneumo/testing';
import { afterAll } from 'vitest';

// The examples write small folders, as a reader would.
afterAll(() => {
  for (const name of readdirSync('/tmp')) {
    if (name.startsWith('pneumo-example-')) rmSync(`/tmp/${name}`, { recursive: true, force: true });
  }
});

describeExamples(import.meta.url);

import { createRequire } from 'node:module';
import type { SpecResult } from './SpecResult.ts';

interface JasmineSpec {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

interface JasmineRunner {
  exitOnCompletion: boolean;
  readonly env: { configure(options: { random: boolean }): void };
  clearReporters(): void;
  addReporter(reporter: { specDone(spec: JasmineSpec): void }): void;
  execute(files: undefined, filter: string | undefined): Promise<unknown>;
}

const LONGEST_MESSAGE = 600;

/**
 * Runs specs under jasmine 3, for which they were written, and prints a line of JSON for each. The
 * first argument of the process, if any, is a text that the names of the specs must contain.
 *
 * @param define - defines the specs; jasmine's globals exist when it is called
 */
export async function runSpecs(define: () => Promise<void>): Promise<void> {
  const Jasmine = createRequire(import.meta.url)('jasmine') as new () => JasmineRunner;
  const jasmine = new Jasmine();
  jasmine.exitOnCompletion = false;
  jasmine.env.configure({ random: false });
  jasmine.clearReporters();
  jasmine.addReporter({
    specDone({ fullName, status, failedExpectations }) {
      const [failure] = failedExpectations;
      const result: SpecResult = {
        name: fullName,
        status: status as SpecResult['status'],
        ...(failure === undefined ? {} : { message: failure.message.slice(0, LONGEST_MESSAGE) }),
      };
      process.stdout.write(`${JSON.stringify(result)}\n`);
    },
  });
  // Some specs reject promises that nobody awaits.
  process.on('unhandledRejection', () => undefined);
  await define();
  const filter = process.argv[2];
  await jasmine.execute(undefined, filter === undefined ? undefined : escape(filter));
  process.exit(0);
}

/** Jasmine takes its filter for a regular expression. */
function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A Python script that answers each line of JSON by one. */
export interface PythonSide {
  /** Asks, and waits for the answer. */
  ask(question: object): Promise<Record<string, unknown>>;
  /** Ends the process. */
  end(): void;
}

/**
 * Starts the other side of a measurement.
 *
 * @param python - the interpreter
 * @param script - its name in the folder python
 * @param needs - packages that it needs, for the message when it ends early
 */
export function askPython(python: string, script: string, needs: string): PythonSide {
  const path = fileURLToPath(new URL(`../../python/${script}`, import.meta.url));
  const child = spawn(python, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${python} ended early; it needs ${needs}.`);
      return JSON.parse(value) as Record<string, unknown>;
    },
    end: () => child.stdin.end(),
  };
}

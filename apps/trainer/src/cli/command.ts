import type { z } from 'zod';
import type { Context } from './context.ts';

/** One option of a command, under the name of its key in the configuration. */
export interface OptionSpec {
  /** camelCase name; the flag is its kebab-case form. */
  key: string;
  /** What it is for, one sentence. */
  description: string;
  /** What stands for its value in the help; absent for switches. */
  value?: string;
  /** The value that it has when it is given without one; then it cannot stand behind a blank. */
  bare?: string;
  /** Checks and converts the value that was typed. */
  schema: z.ZodType;
  /** What happens without the flag, for the help. */
  otherwise?: string;
  /** Heading of the help that it stands under. */
  group?: string;
  /** Must be given. */
  required?: boolean;
}

/** One command of `pneumo`. */
export interface Command {
  /** The word after `pneumo`. */
  name: string;
  /** One line for the overview. */
  summary: string;
  /** What it does, reads and writes. */
  description: string;
  /** Names of the arguments without a flag, such as `RUN`; the last may end in `...`. */
  positionals: readonly { name: string; description: string; optional?: boolean }[];
  /** Its options. */
  options: readonly OptionSpec[];
  /** Lines to copy. */
  examples: readonly (readonly [line: string, what: string])[];
  /** Does it and gives the exit code. */
  run(context: Context, input: CommandInput): Promise<number>;
}

/** What was typed behind the command's name. */
export interface CommandInput {
  /** Checked values of the options that were given. */
  options: Readonly<Record<string, unknown>>;
  /** Arguments without a flag. */
  positionals: readonly string[];
}

/** `earlyStopping` → `early-stopping`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

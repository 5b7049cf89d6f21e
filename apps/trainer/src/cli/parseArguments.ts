import { parseArgs } from 'node:util';
import { didYouMean, PneumoError } from '@pneumo/core';
import { z } from 'zod';
import { type Command, type CommandInput, flagName, type OptionSpec } from './command.ts';
import { describeIssue } from './describeIssue.ts';

/**
 * Reads what was typed behind a command's name.
 *
 * @throws PneumoError `USAGE` for an unknown flag (with the nearest), a flag given twice, a missing
 * or unexpected value, a value that its schema refuses, a wrong number of arguments
 */
export function parseArguments(command: Command, args: readonly string[]): CommandInput {
  const byFlag = new Map<string, { option: OptionSpec; value: boolean }>();
  for (const option of command.options) {
    byFlag.set(flagName(option.key), { option, value: true });
    if (option.value === undefined) byFlag.set(`no-${flagName(option.key)}`, { option, value: false });
  }
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      [...byFlag].map(
        ([flag, { option }]) =>
          [
            flag,
            { type: option.value === undefined || option.bare !== undefined ? 'boolean' : 'string' },
          ] as const,
      ),
    ),
  });
  const options: Record<string, unknown> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const entry = byFlag.get(token.name);
    if (entry === undefined) {
      const hint = didYouMean(token.name, [...byFlag.keys()], '--');
      throw usage(command, `${token.rawName} is not a flag of 'pneumo ${command.name}'.${hint}`);
    }
    const { option, value } = entry;
    if (option.key in options)
      throw usage(command, `--${flagName(option.key)} was given twice; give it once.`);
    options[option.key] =
      option.value === undefined ? switchValue(command, token, value) : valueOf(command, token, option);
  }
  checkCounts(command, positionals, options);
  return { options, positionals };
}

interface OptionToken {
  rawName: string;
  value?: string | undefined;
}

function switchValue(command: Command, token: OptionToken, value: boolean): boolean {
  if (token.value === undefined || token.value === 'true') return value;
  if (token.value === 'false') return !value;
  throw usage(command, `${token.rawName} is a switch, but came with '${token.value}'; leave the value out.`);
}

function valueOf(command: Command, token: OptionToken, option: OptionSpec): unknown {
  if (token.value === undefined && option.bare !== undefined) return option.bare;
  if (token.value === undefined || token.value === '') {
    throw usage(command, `${token.rawName} needs a value: ${token.rawName}=${option.value}.`);
  }
  const result = option.schema.safeParse(fromText(token.value, option.schema));
  if (!result.success) {
    throw usage(
      command,
      describeIssue(`--${flagName(option.key)}`, token.value, option.schema, result.error.issues[0]!),
    );
  }
  return result.data;
}

/** Text becomes a number or a list where the schema wants one; what is no number stays text, for the message. */
function fromText(text: string, schema: z.ZodType): unknown {
  const { type, items } = z.toJSONSchema(schema) as { type?: string; items?: { type?: string } };
  const convert = (part: string, wanted: string | undefined): unknown =>
    (wanted === 'integer' || wanted === 'number') && part.trim() !== '' && Number.isFinite(Number(part))
      ? Number(part)
      : part;
  return type === 'array' ? text.split(',').map((part) => convert(part, items?.type)) : convert(text, type);
}

function checkCounts(
  command: Command,
  positionals: readonly string[],
  options: Record<string, unknown>,
): void {
  const required = command.positionals.filter((entry) => entry.optional !== true);
  if (positionals.length < required.length) {
    const missing = required[positionals.length]!;
    throw usage(command, `${missing.name.replace('...', '')} is missing: ${missing.description}`);
  }
  const open = command.positionals.some((entry) => entry.name.endsWith('...'));
  if (!open && positionals.length > command.positionals.length) {
    throw usage(
      command,
      `'${positionals[command.positionals.length]}' was not expected; flags begin with --.`,
    );
  }
  for (const option of command.options) {
    if (option.required === true && !(option.key in options)) {
      throw usage(command, `--${flagName(option.key)} is missing: ${option.description}`);
    }
  }
}

function usage(command: Command, message: string): PneumoError {
  return new PneumoError('USAGE', `${message} 'pneumo ${command.name} --help' lists the flags.`);
}

import { type Command, flagName, type OptionSpec } from './command.ts';
import { EXIT_CODE_MEANINGS } from './exitCodes.ts';

const WIDTH = 100;

/** The overview that `pneumo --help` prints. */
export function overview(commands: readonly Command[], version: string): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2;
  return [
    `pneumo ${version}: train, evaluate and explain chest X-ray pneumonia classifiers`,
    '',
    'Usage: pneumo COMMAND [flags]        in this workspace also: npx nx run trainer:COMMAND -- [flags]',
    '',
    'Commands',
    ...commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`),
    '',
    "Start with 'pneumo train': without flags it trains, judges and explains a small model on generated",
    "films in about a minute. 'pneumo COMMAND --help' says more about each command.",
    '',
    ...exitCodes(),
    '',
    'A research and teaching tool, no medical device.',
  ].join('\n');
}

/** What `pneumo COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const positionals = command.positionals
    .map(({ name, optional }) => (optional === true ? ` [${name}]` : ` ${name}`))
    .join('');
  const groups = new Map<string, OptionSpec[]>();
  for (const option of command.options) {
    const name = option.group ?? 'Flags';
    groups.set(name, [...(groups.get(name) ?? []), option]);
  }
  return [
    `pneumo ${command.name}: ${command.summary}`,
    '',
    `Usage: pneumo ${command.name}${positionals} [flags]`,
    `       npx nx run trainer:${command.name} --${positionals} [flags]`,
    '',
    ...wrap(command.description, 0),
    ...(command.positionals.length > 0 ? ['', 'Arguments'] : []),
    ...command.positionals.flatMap(({ name, description }) => entry(name, description)),
    ...[...groups].flatMap(([name, options]) => [
      '',
      name,
      ...options.flatMap((option) => entry(typed(option), text(option))),
    ]),
    '',
    'Examples',
    ...command.examples.flatMap(([line, what]) => [`  # ${what}`, `  ${line}`]),
    '',
    ...exitCodes(),
  ].join('\n');
}

function typed(option: OptionSpec): string {
  const flag = `--${flagName(option.key)}`;
  if (option.value === undefined) return flag;
  return option.bare === undefined ? `${flag}=${option.value}` : `${flag}[=${option.value}]`;
}

function text(option: OptionSpec): string {
  if (option.required === true) return `${option.description} Required.`;
  return option.otherwise === undefined ? option.description : `${option.description} [${option.otherwise}]`;
}

const COLUMN = 30;

function entry(name: string, description: string): string[] {
  const lines = wrap(description, COLUMN);
  const head = `  ${name}`;
  if (head.length >= COLUMN - 1) return [head, ...lines];
  return [head.padEnd(COLUMN) + lines[0]!.trimStart(), ...lines.slice(1)];
}

function wrap(paragraph: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/\s+/)) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(' '.repeat(indent) + line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, ' '.repeat(indent) + line];
}

function exitCodes(): string[] {
  return [
    'Exit codes',
    ...EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`),
  ];
}

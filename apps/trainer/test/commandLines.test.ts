import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CommandInput } from '../src/cli/command.ts';
import { parseArguments } from '../src/cli/parseArguments.ts';
import { COMMANDS } from '../src/commands/index.ts';

/** Reads a line as a shell and `pneumo` do; one without flags may leave out what is required. */
function parse(line: string): CommandInput {
  const [name, ...args] = line.split(/\s+/);
  const command = COMMANDS.find((entry) => entry.name === name);
  if (command === undefined) throw new Error(`'${name}' is no command.`);
  const options = command.options.map((option) => ({
    ...option,
    required: option.required === true && line.includes('--'),
  }));
  return parseArguments({ ...command, options }, args);
}

/** Every command line of a text, less `pneumo` or what starts it under Nx. */
function commandLines(markdown: string): string[] {
  const code = [
    ...[...markdown.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block]) => block!.split(/\n|&&/)),
    ...[...markdown.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, span]) => span!),
  ];
  return code.flatMap((text) => {
    const [, line] = /^\s*(?:npx )?(?:pneumo |nx run trainer:)(.*?)\s*$/.exec(text) ?? [];
    return line === undefined || /^--|COMMAND/.test(line) ? [] : [line.replace(/ --( |$)/, ' ').trim()];
  });
}

describe('the command lines that are shown', () => {
  it.each(COMMANDS.flatMap(({ name, examples }) => examples.map(([line]) => [name, line] as const)))(
    'in the help of %s: %s',
    (_, line) => {
      expect(() => parse(line.replace(/^pneumo /, ''))).not.toThrow();
    },
  );

  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

  it.each(commandLines(readme).map((line) => [line]))('in the README: %s', (line) => {
    expect(() => parse(line)).not.toThrow();
  });

  it('are found in the README in every way of writing them', () => {
    const lines = commandLines(readme);
    expect(lines).toEqual(
      expect.arrayContaining([
        'train',
        'train --data=path/to/chest_xray --epochs=8',
        'train --seeds=0,1,2',
        'find-lr',
        'repeat RUN',
      ]),
    );
    expect(() => parse('train --recipee=quick')).toThrow(/is not a flag/);
  });
});

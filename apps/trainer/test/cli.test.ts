import { describe, expect, it } from 'vitest';
import { flagName } from '../src/cli/command.ts';
import { EXIT_CODE_MEANINGS } from '../src/cli/exitCodes.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { RECIPES } from '../src/config/recipes.ts';
import { trainConfigSchema } from '../src/config/trainConfig.ts';
import { inProcess } from './support/inProcess.ts';

async function run(...args: string[]): Promise<{ code: number; printed: string; noted: string }> {
  const { code, stdout, stderr } = await inProcess(args, '/nowhere', { env: {}, now: () => 0 });
  return { code, printed: stdout, noted: stderr };
}

describe('the help', () => {
  it('lists every command with its summary and every exit code', async () => {
    for (const args of [[], ['--help'], ['help']]) {
      const { code, printed } = await run(...args);
      expect(code).toBe(0);
      for (const { name, summary } of COMMANDS) expect(printed).toMatch(new RegExp(`${name} +${summary}`));
      for (const [number, meaning] of EXIT_CODE_MEANINGS)
        expect(printed).toMatch(new RegExp(`${number} +${meaning.replace(/[()]/g, '.')}`));
    }
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s shows each flag and an example',
    async (name, command) => {
      const { code, printed } = await run(name, '--help');
      expect(code).toBe(0);
      for (const { key } of command.options) expect(printed).toContain(`--${flagName(key)}`);
      for (const [line] of command.examples) expect(printed).toContain(line);
      expect(printed.split('\n').filter((line) => line.length > 130)).toEqual([]);
    },
  );
});

describe('the recipes', () => {
  it.each(Object.entries(RECIPES))('%s is a whole, valid configuration', (recipe, { config }) => {
    expect(trainConfigSchema.parse({ ...config, recipe, data: 'phantom' })).toBeDefined();
  });
});

describe('a configuration', () => {
  const resolved = async (...args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await run('train', '--print-config', ...args)).printed) as Record<string, unknown>;

  it('is quick on the phantom and study on a folder', async () => {
    expect(await resolved()).toMatchObject({ recipe: 'quick', data: 'phantom' });
    expect(await resolved('--data=films')).toMatchObject({
      recipe: 'study',
      data: '/nowhere/films',
      imageSize: 150,
    });
  });

  it('takes lists, numbers and switches from flags', async () => {
    expect(await resolved('--filters=8', '--dense=4,2', '--lr', '1e-4', '--no-evaluate-test')).toMatchObject({
      filters: [8],
      dense: [4, 2],
      lr: 1e-4,
      evaluateTest: false,
    });
  });
});

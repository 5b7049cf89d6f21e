import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flagName } from '../src/cli/command.ts';
import { EXIT_CODE_MEANINGS } from '../src/cli/exitCodes.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { UNBOUND } from '../src/config/boundSettings.ts';
import { RECIPES } from '../src/config/recipes.ts';
import { trainConfigSchema } from '../src/config/trainConfig.ts';
import { inProcess } from './support/inProcess.ts';
import { newFolder } from './support/pneumo.ts';

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

it('the help of --resume names every flag that may change', async () => {
  const { printed } = await run('train', '--help');
  const resume = /--resume=RUN([^]*?)--seeds/.exec(printed)![1]!;
  for (const key of UNBOUND) expect(resume).toContain(`--${flagName(key)}`);
});

it('a folder with a slash at its end is the same folder', async () => {
  const { code, noted } = await run('ensemble', '/runs/a', '/runs/a/', '--out=ensemble');
  expect(code).toBe(2);
  expect(noted).toContain('/runs/a was named twice');
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

  it('names the list of patients by an absolute path', async () => {
    expect(await resolved('--patient-rule=csv:lists/children.csv:child')).toMatchObject({
      patientRule: 'csv:/nowhere/lists/children.csv:child',
    });
    expect(await resolved('--patient-rule=number')).toMatchObject({ patientRule: 'number' });
  });

  it('takes the data of several seeds from a file, from a flag before that, else from the first seed', async () => {
    const file = join(newFolder(), 'data.json');
    writeFileSync(file, '{ "dataSeed": "7" }');
    const seeds = '--seeds=3,4';
    expect(await resolved(seeds)).toMatchObject({ seed: 3, dataSeed: '3' });
    expect(await resolved(seeds, `--config=${file}`)).toMatchObject({ dataSeed: '7' });
    expect(await resolved(seeds, `--config=${file}`, '--data-seed=seed')).toMatchObject({ dataSeed: 'seed' });
    // A run's config.json names every key; that is no wish for other data with each seed.
    writeFileSync(file, '{ "dataSeed": "seed" }');
    expect(await resolved(seeds, `--config=${file}`)).toMatchObject({ dataSeed: '3' });
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

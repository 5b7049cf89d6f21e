import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyAugmentation, drawAugmentation, strongPolicy } from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import { encodePng, readImageFile } from '@pneumo/data/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';

let folder: string;
const film = pixelImage(
  40,
  40,
  1,
  Uint8Array.from({ length: 1600 }, (_, i) => 60 + (i % 40) * 2 + Math.floor(i / 40)),
);

async function run(...args: string[]): Promise<{ code: number; printed: string[]; noted: string }> {
  const { code, stdout, stderr } = await inProcess(args, folder, { env: {}, now: () => 0 });
  return { code, printed: stdout.split('\n'), noted: stderr };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pneumo-test-'));
  await writeFile(join(folder, 'film.png'), await encodePng(film));
});

describe('pneumo preview', () => {
  it('draws the image as it is and as training sees it in each epoch', async () => {
    const { code, printed } = await run(
      'preview',
      'film.png',
      '--policy=strong',
      '--out=sheet.png',
      '--count=3',
      '--image-size=40',
      '--seed=5',
    );
    expect(code).toBe(0);
    expect(printed[0]).toBe('1.1  as it is');
    expect(printed[1]).toMatch(/^1\.2 {2}randomResizedCrop \(x 0\.\d+, y 0\.\d+/);
    const sheet = await readImageFile(join(folder, 'sheet.png'));
    expect([sheet.width, sheet.height]).toEqual([92, 92]);
    const cell = (column: number, row: number): number[] =>
      Array.from({ length: 1600 }, (_, i) => {
        const [x, y] = [4 + column * 44 + (i % 40), 4 + row * 44 + Math.floor(i / 40)];
        return sheet.data[y * 92 + x]!;
      });
    expect(cell(0, 0)).toEqual([...film.data]);
    const third = applyAugmentation(
      film,
      drawAugmentation(strongPolicy, { seed: 5, epoch: 2, id: 'film.png' }),
    );
    expect(cell(1, 1)).toEqual([...third.data]);
  });

  it('draws the shift suite, a row a shift', async () => {
    const { code, printed } = await run(
      'preview',
      'film.png',
      '--policy=shifts',
      '--out=shifts.png',
      '--image-size=32',
    );
    expect(code).toBe(0);
    expect(printed).toHaveLength(13 * 6 + 1);
    const sheet = await readImageFile(join(folder, 'shifts.png'));
    expect([sheet.width, sheet.height]).toEqual([6 * 36 + 4, 13 * 36 + 4]);
  });

  it('reads a policy from a file and names the field that is wrong', async () => {
    await writeFile(
      join(folder, 'p.json'),
      '{"version":1,"fill":0,"operations":[{"type":"rotation","degrees":500}]}',
    );
    const { code, noted } = await run('preview', 'film.png', '--policy=p.json', '--out=p.png');
    expect(code).not.toBe(0);
    expect(noted).toContain('p.json.operations[0].degrees is 500; expected a number from 0 to 180');
  });

  it('refuses an unknown policy with the nearest name, and overwrites nothing', async () => {
    expect((await run('preview', 'film.png', '--policy=stron', '--out=x.png')).noted).toContain(
      'Did you mean strong?',
    );
    const before = await readFile(join(folder, 'film.png'));
    expect((await run('preview', 'film.png', '--out=film.png')).noted).toContain('Nothing was overwritten');
    expect(await readFile(join(folder, 'film.png'))).toEqual(before);
  });
});

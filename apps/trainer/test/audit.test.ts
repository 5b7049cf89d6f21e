import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, pneumo } from './support/pneumo.ts';
import { pngFolder } from './support/pngFolder.ts';

const folder = newFolder();

describe('pneumo audit', () => {
  it('measures every image, names a picture under both labels, and says what to do', async () => {
    let copied = '';
    const data = await pngFolder(folder, 'films', (files) => {
      copied = [...files.keys()].find((name) => name.startsWith('train/PNEUMONIA/'))!;
      files.set('train/NORMAL/copy.png', files.get(copied)!);
    });
    const out = join(folder, 'audit');
    const result = await pneumo(['audit', `--data=${data}`, `--out=${out}`], folder);
    expect(result).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual(['audit.html', 'audit.json', 'images.csv']);
    const { duplicates, summary } = JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'));
    expect(duplicates.exact).toMatchObject([
      { ids: ['train/NORMAL/copy.png', copied].sort(), acrossLabels: true },
    ]);
    expect(readFileSync(join(out, 'images.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(
      summary.images + 1,
    );
    expect(result.stdout).toContain(
      '* There are 1 groups of files of equal contents; 1 of them under both labels',
    );
    expect(readFileSync(join(out, 'audit.html'), 'utf8')).toContain('Under different labels');
  });

  it('names a file that is no image, and goes on without it where that is asked for', async () => {
    const data = await pngFolder(folder, 'broken', (files) => {
      files.set('train/NORMAL/broken.png', new TextEncoder().encode('no image'));
    });
    const stopped = await pneumo(['audit', `--data=${data}`, '--out=stopped'], folder);
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toContain('train/NORMAL/broken.png');
    expect(readdirSync(folder)).not.toContain('stopped');
    const skipped = await pneumo(['audit', `--data=${data}`, '--bad-files=skip', '--out=skipped'], folder);
    expect(skipped.code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'skipped', 'audit.json'), 'utf8')).skipped).toMatchObject([
      { file: 'train/NORMAL/broken.png' },
    ]);
  });
});

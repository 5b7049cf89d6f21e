import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryRow } from '@pneumo/training';
import { describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();

describe('a training that monitors the shift suite', () => {
  it.each(['valShiftAuroc', 'valShiftFloor'] as const)(
    'stops early by %s, and keeps the epoch where it was best',
    async (monitor) => {
      const { code, stderr } = await inProcess(
        [
          ...['train', ...TINY.filter((flag) => !/epochs|overlays/.test(flag)), '--overlays=0'],
          ...['--epochs=12', '--patience=1', `--monitor=${monitor}`, '--shift-images=20', `--out=${monitor}`],
        ],
        folder,
      );
      expect(code, stderr).toBe(0);
      const rows = readFileSync(join(folder, monitor, 'history.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as HistoryRow);
      expect(rows.length).toBeLessThan(12);
      expect(stderr).toContain(`No better ${monitor} for 1 epochs`);
      const [last, before] = [rows.at(-1)![monitor]!, rows.slice(0, -1).map((row) => row[monitor]!)];
      expect(last).toBeLessThanOrEqual(Math.max(...before));
      for (const [i, value] of before.entries())
        if (i > 0) expect(value).toBeGreaterThan(Math.max(...before.slice(0, i)));
      expect(rows.every((row) => row.valShiftFloor! <= row.valShiftAuroc!)).toBe(true);
      expect(stderr.match(/best so far/g)).toHaveLength(before.length);
    },
    120_000,
  );
});

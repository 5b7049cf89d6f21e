import { renderShiftReport, type ShiftReportData } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { parseMarkup, tableRows } from './parseMarkup.ts';
import { expectSafePage } from './safePage.ts';

const cell = (auroc: number) => ({ auroc, sensitivity: 0.95, specificity: null });
const data: ShiftReportData = {
  schemaVersion: 1,
  title: 'Run <b>1</b> under shifts',
  answer: ['AUROC is lowest under noise, severity 5: 0.700.'],
  warnings: ['Generated images.'],
  severities: [1, 5],
  clean: cell(0.98),
  mean: cell(0.87),
  rows: [
    { shift: 'noise', measures: 'deviation', amounts: [0.01, 0.1], cells: [cell(0.95), cell(0.6)] },
    { shift: 'zoom', measures: 'factor', amounts: [1.05, 1.4], cells: [cell(0.99), cell(0.94)] },
  ],
  facts: [{ name: 'Images', value: '40' }],
};

describe('renderShiftReport(data)', () => {
  it('is one safe document with a row a shift, a column a severity, and the mean of each row', async () => {
    const report = await renderShiftReport(data);
    expectSafePage(report);
    const rows = tableRows(report, 'heat');
    expect(rows[0]).toEqual(['Shift', 'Severity 1', 'Severity 5', 'Mean']);
    expect(rows[1]!.slice(1)).toEqual(['0.950', '0.600', '0.775']);
    expect(rows[2]!.slice(1)).toEqual(['0.990', '0.940', '0.965']);
    expect(rows.flat()).toContain('not defined');
    expect(parseMarkup(report).find(({ name }) => name === 'h1')!.text).toBe('Run <b>1</b> under shifts');
  });

  it('colours a cell by what is lost against the images as they are, fully from 0.3 on', async () => {
    const shares = [...(await renderShiftReport(data)).matchAll(/--share:([\d.]+)"/g)].map(
      ([, share]) => share,
    );
    expect(shares.slice(0, 6)).toEqual(['0.100', '1.000', '0.683', '0.000', '0.133', '0.050']);
  });
});

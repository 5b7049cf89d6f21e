import { isPneumoError } from '@pneumo/core';
import { type AuditReportData, renderAuditReport } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { mapText } from './mapText.ts';
import { collapse, parseMarkup, tableRows } from './parseMarkup.ts';
import { expectSafePage } from './safePage.ts';
import { sampleAudit } from './sampleAudit.ts';

const bodyText = (markup: string): string => parseMarkup(markup).find(({ name }) => name === 'body')!.text;

describe('renderAuditReport(data)', () => {
  it('is one safe and accessible HTML document, the same for the same data', async () => {
    const report = await renderAuditReport(sampleAudit());
    expectSafePage(report);
    expect(await renderAuditReport(sampleAudit())).toBe(report);
  });

  it('shows counts, shares and subtypes of each part', async () => {
    expect(tableRows(await renderAuditReport(sampleAudit()), 'counts')).toEqual([
      ['Part', 'Images', 'NORMAL', 'PNEUMONIA', 'bacteria', 'virus', 'Patients'],
      ['Training', '5,216', '1,341', '3,87574.3 %', '2,530', '1,345', '3,019'],
      ['Validation', '16', '8', '850.0 %', '8', '–', '16'],
      ['Test', '624', '234', '39062.5 %', '242', '148', '380'],
    ]);
  });

  it('shows images by view where views are known', async () => {
    const views = [{ part: 'test', view: 'PA <b>', normal: 4, pneumonia: 3, images: 8, patients: 1200 }];
    const report = await renderAuditReport({ ...sampleAudit(), views });
    expectSafePage(report);
    expect(tableRows(report, 'views')).toEqual([
      ['Part', 'View', 'Images', 'NORMAL', 'PNEUMONIA', 'Patients'],
      ['Test', 'PA <b>', '8', '4', '3', '1,200'],
    ]);
    expect(await renderAuditReport(sampleAudit())).not.toContain('Images by part and view');
  });

  it('shows sizes and patients across parts, with ten names at most', async () => {
    const report = await renderAuditReport(sampleAudit());
    expect(tableRows(report, 'sizes')[1]).toEqual(['Width', '384 px', '1281 px', '2916 px']);
    const rows = tableRows(report, 'overlaps');
    expect(rows[1]).toEqual(['number and type', '3,415', '1,103', '0']);
    expect(rows[2]!.slice(1)).toEqual(['2,790', '1,300', '121']);
    expect(rows[2]![0]).toContain('person10.');
    expect(rows[2]![0]).not.toContain('person11.');
  });

  it('shows sheets that hold images and passes over empty ones', async () => {
    const text = bodyText(await renderAuditReport(sampleAudit()));
    expect(text).toContain('NORMAL, train train/NORMAL/IM-0115-0001.jpeg');
    expect(text).not.toContain('PNEUMONIA, train');
  });

  it('says what to do, what can be told apart and by what, what was measured, and which images are the same', async () => {
    const report = await renderAuditReport(sampleAudit());
    const text = bodyText(report);
    expect(text).toContain('Merge validation with training.');
    expect(text).toContain(
      'AUROC 0.912 (95 % interval 0.900 to 0.925). Logistic regression, 5 folds by patient.',
    );
    expect(tableRows(report, 'separation')).toEqual([
      ['Quantity alone', 'AUROC', 'Median, NORMAL', 'Median, PNEUMONIA'],
      ['width (pixels)', '0.88', '1640', '1152'],
    ]);
    expect(text).toContain('unknown in some, so that nothing can be said: channels.');
    expect(tableRows(report, 'features')).toEqual([
      ['Quantity', 'train NORMAL', 'train PNEUMONIA'],
      ['mean brightness', '0.48 (0.45 to 0.52)', '0.51 (0.46 to 0.55)'],
    ]);
    expect(text).toContain(
      '3 groups, of which the first 1 are shown. Under different labels. one.jpeg two.jpeg',
    );
    expect(text).toContain('Nearly equal pictures: none.');
  });

  it('leaves out what is missing', async () => {
    const report = await renderAuditReport({
      schemaVersion: 1,
      title: 'Nothing',
      findings: [],
      warnings: [],
      parts: [],
      sizes: [],
      overlaps: [],
      sheets: [],
    });
    expectSafePage(report);
    expect(bodyText(report)).toContain('No images.');
    expect(bodyText(report)).not.toMatch(/undefined|null|NaN/);
  });

  it('keeps hostile file names as text', async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`;
    const report = await renderAuditReport(mapText(sampleAudit(), (text) => `${hostile}${text}`));
    expectSafePage(report);
    expect(report).not.toContain('<script');
    expect(bodyText(report)).toContain(collapse(`${hostile}train/NORMAL/IM-0115-0001.jpeg`));
  });

  it('refuses data of another form and pictures that are no data URIs', async () => {
    const other = renderAuditReport({ ...sampleAudit(), schemaVersion: 0 } as unknown as AuditReportData);
    await expect(other).rejects.toSatisfy((e) => isPneumoError(e, 'UNKNOWN_SCHEMA_VERSION'));
    const sheets = [{ title: 'x', images: [{ id: 'x', src: 'x.png' }] }];
    const outside = renderAuditReport({ ...sampleAudit(), sheets });
    await expect(outside).rejects.toSatisfy((e) => isPneumoError(e, 'INVALID_IMAGE_SRC'));
  });
});

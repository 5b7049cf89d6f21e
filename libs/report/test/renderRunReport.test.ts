import { renderRunReport } from '@pneumo/report';
import { expect, it } from 'vitest';
import { sampleRun } from './sampleRun.ts';

it('the report of a run is one HTML document', async () => {
  const report = await renderRunReport(sampleRun());
  expect(report).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
});

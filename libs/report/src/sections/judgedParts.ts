import type { PaletteColour } from '../palette.ts';
import type { PartResults, RunReportData } from '../runReportData.ts';

/** A part of the data that was judged, with its name and colour. */
export interface JudgedPart {
  /** Its name for readers. */
  readonly name: 'Validation' | 'Test';
  /** Its colour, which is also the beginning of ids. */
  readonly colour: PaletteColour & ('validation' | 'test');
  /** Its results. */
  readonly results: PartResults;
}

/** The parts that were judged, validation first. */
export function judgedParts({ validation, test }: RunReportData): JudgedPart[] {
  return [
    ...(validation ? [{ name: 'Validation', colour: 'validation', results: validation } as const] : []),
    ...(test ? [{ name: 'Test', colour: 'test', results: test } as const] : []),
  ];
}

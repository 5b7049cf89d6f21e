import { readFileSync } from 'node:fs';
import { encodeTensorBoardEvent, type TensorBoardEvent, type TensorBoardValue } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

interface Case {
  event: { values?: { png?: string }[] };
  record: string;
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/tensorBoardEvents.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

/** The event of a fixture: pictures are base64 there. */
function eventOf({ event }: Case): TensorBoardEvent {
  const values = event.values?.map((value) => ({
    ...value,
    ...(value.png !== undefined && { png: Buffer.from(value.png, 'base64') }),
  }));
  return { ...event, ...(values && { values: values as TensorBoardValue[] }) } as TensorBoardEvent;
}

describe('encodeTensorBoardEvent(event)', () => {
  it.each(cases.map((entry, i) => [i, entry] as const))(
    "gives the bytes that TensorBoard's own classes give (event %i)",
    (_, entry) => {
      expect(Buffer.from(encodeTensorBoardEvent(eventOf(entry))).toString('base64')).toBe(entry.record);
    },
  );

  it('refuses a picture that is no PNG file, and a step that is no whole number', () => {
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
    const values = [{ kind: 'image', tag: 'film', png: jpeg }] as const;
    expect(() => encodeTensorBoardEvent({ wallTime: 0, values })).toThrow(/'film' \(4 bytes\) is no PNG/);
    expect(() => encodeTensorBoardEvent({ wallTime: 0, step: 0.5, values: [] })).toThrow(/step is 0.5/);
  });
});

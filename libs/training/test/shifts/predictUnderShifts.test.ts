import { applyAugmentation, type ShiftName, shiftRecord, shiftSuite } from '@pneumo/augment';
import { pixelImage, type PixelImage, randomStream } from '@pneumo/core';
import { predictUnderShifts } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

const ids = ['a', 'b', 'c', 'd', 'e'];
const films = new Map(
  ids.map((id) => {
    const random = randomStream(1, 'film', id);
    return [
      id,
      pixelImage(
        24,
        24,
        1,
        Uint8Array.from({ length: 576 }, () => 255 * random.uniform()),
      ),
    ] as const;
  }),
);
const source = { size: 24, get: (id: string) => films.get(id)! };
const meanOf = ({ data }: PixelImage): number =>
  Array.from(data).reduce((sum, value) => sum + value, 0) / data.length;
const predict = async (images: readonly PixelImage[]): Promise<number[]> => images.map(meanOf);

describe('predictUnderShifts', () => {
  it('shows the model every image as the suite changes it, for each shift and severity', async () => {
    const found = await predictUnderShifts({ source, ids, predict });
    expect(found.map(({ shift, severity }) => `${shift} ${severity}`)).toEqual(
      Object.keys(shiftSuite.shifts).flatMap((name) => [1, 3, 5].map((severity) => `${name} ${severity}`)),
    );
    for (const { shift, severity, logits } of found) {
      const expected = ids.map((id) =>
        meanOf(applyAugmentation(films.get(id)!, shiftRecord(shift, severity, id, 24))),
      );
      expect([...logits]).toEqual(expected);
    }
  });

  it('gives the same whatever the size of the batches, and says how far it is', async () => {
    const shifts: ShiftName[] = ['noise', 'zoom'];
    const progress: number[] = [];
    const whole = await predictUnderShifts({ source, ids, predict, shifts, severities: [2] });
    const parts = await predictUnderShifts({
      source,
      ids,
      predict,
      shifts,
      severities: [2],
      batchSize: 2,
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(parts).toEqual(whole);
    expect(progress).toEqual([0.2, 0.4, 0.5, 0.7, 0.9, 1]);
  });

  it('refuses unknown shifts and severities, and a model that does not answer every image', async () => {
    const given = { source, ids, predict };
    await expect(predictUnderShifts({ ...given, shifts: ['fog' as ShiftName] })).rejects.toThrow(/fog/);
    await expect(predictUnderShifts({ ...given, severities: [6 as 5] })).rejects.toThrow(/severities/);
    await expect(predictUnderShifts({ ...given, predict: async () => [1] })).rejects.toThrow(
      'predict() gave 1 logits for 5 images',
    );
    await expect(
      predictUnderShifts({ ...given, predict: async (images) => images.map((_, i) => (i === 1 ? NaN : 0)) }),
    ).rejects.toThrow('predict() gave NaN for b');
  });

  it('stops between two batches when aborted', async () => {
    const controller = new AbortController();
    let calls = 0;
    const work = predictUnderShifts({
      source,
      ids,
      batchSize: 1,
      signal: controller.signal,
      predict: async () => {
        if (++calls === 3) controller.abort();
        return [0];
      },
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls).toBe(3);
  });
});

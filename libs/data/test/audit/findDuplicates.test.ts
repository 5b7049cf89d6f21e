import { type AuditImage, findDuplicates, generatePhantom, imageStatistics, type Sample } from '@pneumo/data';
import { type PixelImage, pixelImage } from '@pneumo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

const film = generatePhantom({ seed: 2, patients: 40, size: 96 });

function audited(sample: Sample, image: PixelImage<Uint8Array>, sha256 = sample.id): AuditImage {
  const { width, height, channels } = image;
  return { sample, width, height, channels, bytes: 1, sha256, statistics: imageStatistics(image) };
}

/** Resized, brightened and compressed: the same picture in another file. */
async function copyOf(image: PixelImage<Uint8Array>): Promise<PixelImage<Uint8Array>> {
  const raw = { width: image.width, height: image.height, channels: 1 } as const;
  const jpeg = await sharp(image.data, { raw })
    .resize(70, 70)
    .linear(0.9, 12)
    .jpeg({ quality: 50 })
    .toBuffer();
  const { data, info } = await sharp(jpeg).grayscale().raw().toBuffer({ resolveWithObject: true });
  return pixelImage(info.width, info.height, 1, new Uint8Array(data));
}

describe('findDuplicates', () => {
  it('finds equal files and re-encoded pictures, names what they cross, and takes no two films of a child for one', async () => {
    const images = film.samples.map((sample) => audited(sample, film.get(sample.id)));
    const [first, second] = film.samples;
    const sick = film.samples.find(({ label }) => label === 'PNEUMONIA')!;
    const twin: Sample = { ...sick, id: 'copy.png', patient: 'somebody', label: 'NORMAL' };
    const again: Sample = { ...first!, id: 'again.png' };
    const { exact, near } = findDuplicates([
      ...images,
      audited(twin, await copyOf(film.get(sick.id))),
      audited(again, film.get(first!.id), first!.id),
    ]);
    expect(second).toBeDefined();
    expect(exact).toEqual([
      {
        ids: ['again.png', first!.id].sort(),
        similarity: 1,
        acrossParts: false,
        acrossLabels: false,
        acrossPatients: false,
      },
    ]);
    expect(
      near.map(({ ids, acrossLabels, acrossPatients }) => ({ ids, acrossLabels, acrossPatients })),
    ).toEqual([{ ids: ['copy.png', sick.id].sort(), acrossLabels: true, acrossPatients: true }]);
  });
});

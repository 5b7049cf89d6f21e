import { pixelImage } from '@pneumo/core';
import {
  auditImages,
  type AuditImage,
  fileFeatures,
  generatePhantom,
  imageStatistics,
  separability,
} from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';

const film = generatePhantom({ seed: 4, patients: 60, size: 64 });
const images = film.samples.map((sample): AuditImage => ({
  sample,
  width: 64,
  height: 64,
  channels: 1,
  bytes: 4096,
  statistics: imageStatistics(film.get(sample.id)),
}));
const quick = { resamples: 100 };

/** 1 for PNEUMONIA. */
const label = ({ sample }: AuditImage): 0 | 1 => (sample.label === 'PNEUMONIA' ? 1 : 0);

describe('separability', () => {
  it('is one half for what says nothing, one for what says all, in any order of the images', () => {
    const noise = { name: 'noise', title: '', of: ({ sample }: AuditImage) => sample.id.length % 7 };
    const chance = images.map((_, i) => ((i * 2654435761) >>> 8) % 1000);
    const position = new Map(images.map((image, i) => [image, chance[i]!]));
    const random = { name: 'random', title: '', of: (image: AuditImage) => position.get(image) };
    const useless = separability(images, label, [random], quick)!;
    expect(Math.abs(useless.auroc.value - 0.5)).toBeLessThan(0.12);
    const sure = { name: 'sure', title: '', of: (image: AuditImage) => label(image) * 3 - 1 };
    const all = separability(images, label, [noise, sure], quick)!;
    expect(all.auroc.value).toBe(1);
    expect(all.features[0]).toMatchObject({ name: 'sure', auroc: 1, medians: [-1, 2] });
    expect(separability(images.toReversed(), label, [noise, sure], quick)).toEqual(all);
  });

  it('says what cannot tell: features that are the same in all images or missing in some', () => {
    const { silent, auroc } = separability(images, label, fileFeatures, quick)!;
    expect(silent).toContain('width');
    expect(silent).toContain('jpegQuality');
    expect(auroc.value).toBe(0.5);
  });

  it('says nothing where a kind has fewer patients than folds', () => {
    expect(separability(images.slice(0, 6), label, fileFeatures, quick)).toBeUndefined();
  });
});

describe('auditImages', () => {
  it('finds no shortcut in the phantom and one size for all', () => {
    const { metadataPredictsLabel, recommendations, duplicates } = auditImages(images, quick);
    expect(metadataPredictsLabel!.auroc.value).toBeLessThan(0.85);
    expect(duplicates).toEqual({ exact: [], near: [] });
    expect(recommendations.at(-1)).toContain('All images have one size');
  });

  it('finds a planted shortcut, a planted shift and a planted stranger, and says what to do', () => {
    const planted = images.map((image, i): AuditImage => {
      const test = image.sample.split === 'test';
      const statistics = { ...image.statistics, noise: image.statistics.noise + (test ? 0.05 : 0) };
      return { ...image, bytes: 4000 + (label(image) === 1 ? 900 : 0) + ((i * 37) % 300), statistics };
    });
    const { data } = film.get(film.samples[0]!.id);
    planted[0] = {
      ...planted[0]!,
      statistics: imageStatistics(
        pixelImage(
          64,
          64,
          1,
          data.map((value) => 215 + (value >> 3)),
        ),
      ),
    };
    const audit = auditImages(planted, quick);
    expect(audit.metadataPredictsLabel!.auroc.value).toBeGreaterThan(0.98);
    expect(['bytes', 'bytesPerPixel']).toContain(audit.metadataPredictsLabel!.features[0]!.name);
    expect(audit.splitsLookDifferent.all!.features[0]!.name).toBe('noise');
    expect(audit.strange[film.samples[0]!.label!]!.slice(0, 3).map(({ id }) => id)).toContain(
      film.samples[0]!.id,
    );
    const words = audit.recommendations.join('\n');
    expect(words).toContain('without looking at lungs');
    expect(words).toMatch(/Train and test( images of \w+)? can be told apart/);
  });

  it('refuses an empty table', async () => {
    expect((await errorOf(() => auditImages([]))).code).toBe('NO_IMAGES');
  });
});

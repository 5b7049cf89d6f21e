import { generatePhantom, type Phantom, type Sample } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { linearProbe, type ProbeData } from '../support/linearProbe.ts';

const SIZE = 64;
const phantom = generatePhantom({ seed: 0, patients: 400, size: SIZE });

describe('the difficulty of the phantom', () => {
  it('is judged by a probe that finds a label where the features hold it', () => {
    const area = ({ id }: Sample): number => phantom.lesionMask(id).data.filter((value) => value > 0).length;
    expect(probe((_, sample) => Float32Array.of(1, area(sample)))).toBe(1);
  });

  it('keeps logistic regression on downsampled pixels below an AUROC of 0.80', () => {
    expect(probe((pixels) => shrink(pixels, 4))).toBeLessThan(0.8);
  });

  it.each([1, 2])('keeps it there for another seed (%i)', (seed) => {
    const other = generatePhantom({ seed, patients: 400, size: SIZE });
    expect(probe((pixels) => shrink(pixels, 4), other)).toBeLessThan(0.8);
  });

  it('keeps logistic regression on all pixels below an AUROC of 0.80', () => {
    expect(probe((pixels) => Float32Array.from(pixels))).toBeLessThan(0.8);
  });

  it('keeps logistic regression on brightness, contrast and border below an AUROC of 0.70', () => {
    expect(probe(statistics)).toBeLessThan(0.7);
  });

  it('gives the label away neither by position nor by breath, border or marker', () => {
    expect(
      probe((_, { id }) => {
        const { rotation, scale, centre, expiration, border, marker } = phantom.facts(id);
        return Float32Array.of(
          rotation,
          scale,
          ...centre,
          expiration,
          ...border,
          marker === undefined ? 0 : 1,
          marker?.letter === 'R' ? 1 : 0,
          marker?.y ?? 0.5,
        );
      }),
    ).toBeLessThan(0.65);
  });
});

/** AUROC of a linear probe that learns from the training patients and is judged on the test patients. */
function probe(
  features: (pixels: Uint8Array, sample: Sample) => Float32Array,
  of: Phantom = phantom,
): number {
  const part = (split: Sample['split']): ProbeData => {
    const samples = of.samples.filter((sample) => sample.split === split);
    return {
      rows: samples.map((sample) => features(of.get(sample.id).data, sample)),
      labels: samples.map(({ label }) => (label === 'PNEUMONIA' ? 1 : 0)),
    };
  };
  return linearProbe(part('train'), part('test'));
}

/** Means of squares of `factor` × `factor` pixels. */
function shrink(pixels: Uint8Array, factor: number): Float32Array {
  const small = SIZE / factor;
  const means = new Float32Array(small * small);
  pixels.forEach((value, at) => {
    const row = Math.floor(at / SIZE / factor);
    means[row * small + Math.floor((at % SIZE) / factor)]! += value / (factor * factor);
  });
  return means;
}

/** Mean and spread of the film and of its outermost three pixels, share of black, share of white. */
function statistics(pixels: Uint8Array): Float32Array {
  const edge = (at: number): boolean => at < 3 || at >= SIZE - 3;
  const rim = pixels.filter((_, at) => edge(Math.floor(at / SIZE)) || edge(at % SIZE));
  const share = (value: number): number => pixels.filter((one) => one === value).length / pixels.length;
  return Float32Array.of(...meanAndSpread(pixels), ...meanAndSpread(rim), share(0), share(255));
}

function meanAndSpread(values: Uint8Array): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}

import { generatePhantom, type PhantomOptions, type Sample } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';

const phantom = generatePhantom({ seed: 3, patients: 60, size: 64 });

describe('generatePhantom: films', () => {
  it('draws a film from seed, patient and film alone, in whatever order films are asked for', () => {
    const again = generatePhantom({ seed: 3, patients: 60, size: 64 });
    for (const { id } of phantom.samples.slice(0, 25).toReversed()) {
      expect(again.get(id).data).toEqual(phantom.get(id).data);
      expect(again.lungMask(id).data).toEqual(phantom.lungMask(id).data);
      expect(again.lesionMask(id).data).toEqual(phantom.lesionMask(id).data);
    }
  });

  it('keeps films and labels of the first patients when more patients follow', () => {
    const fewer = generatePhantom({ seed: 3, patients: 20, size: 64 });
    expect(phantom.samples.slice(0, fewer.samples.length)).toEqual(fewer.samples);
    const { id } = fewer.samples.at(-1)!;
    expect(fewer.get(id).data).toEqual(phantom.get(id).data);
  });

  it('draws other films from another seed, and each film of a patient anew', () => {
    const other = generatePhantom({ seed: 4, patients: 20, size: 64 });
    expect(other.get('phantom/p0001/f1').data).not.toEqual(phantom.get('phantom/p0001/f1').data);
    const second = phantom.samples.find(({ id }) => id.endsWith('/f2'))!;
    expect(phantom.get(second.id).data).not.toEqual(phantom.get(second.id.replace('/f2', '/f1')).data);
  });

  it('draws the same film at another size: small is nearly the mean of four pixels of large', () => {
    const large = generatePhantom({ seed: 3, patients: 60, size: 128 });
    for (const { id } of phantom.samples.slice(0, 20)) {
      expect(correlation(halve(large.get(id).data, 128), phantom.get(id).data)).toBeGreaterThan(0.95);
      expect(overlap(halve(large.lungMask(id).data, 128), phantom.lungMask(id).data)).toBeGreaterThan(0.93);
      expect(large.facts(id)).toEqual(phantom.facts(id));
    }
  });
});

describe('generatePhantom: masks', () => {
  it('marks opacities on films with pneumonia only, and always inside the lungs', () => {
    for (const { id, label } of phantom.samples) {
      const lung = phantom.lungMask(id).data;
      const lesion = phantom.lesionMask(id).data;
      expect(
        lung.every((value, i) => (value === 0 || value === 255) && (lesion[i] === 0 || value === 255)),
      ).toBe(true);
      expect(lesion.every((value) => value === 0 || value === 255)).toBe(true);
      expect(lesion.includes(255)).toBe(label === 'PNEUMONIA');
      expect(phantom.facts(id).lesions.length > 0).toBe(label === 'PNEUMONIA');
    }
  });

  it('shows lungs on both sides of the film, darker than the rest of the chest', () => {
    for (const { id } of phantom.samples) {
      const film = phantom.healthyTwin(id).data;
      const lung = phantom.lungMask(id).data;
      const inside = [...film].filter((_, i) => lung[i] === 255);
      const right = [...lung].filter((value, i) => value === 255 && i % 64 < 32).length;
      expect(inside.length / film.length).toBeGreaterThan(0.08);
      expect(inside.length / film.length).toBeLessThan(0.6);
      expect(right / inside.length).toBeGreaterThan(0.2);
      expect(right / inside.length).toBeLessThan(0.8);
      // The heart, between the lungs of its rows, is brighter.
      expect(meanOf(inside)).toBeLessThan(meanOf(betweenLungs(film, lung)));
    }
  });

  it('makes opacities brighter than the same place of the same child when well', () => {
    const gains: number[] = [];
    for (const { id, label } of phantom.samples) {
      const film = phantom.get(id).data;
      const twin = phantom.healthyTwin(id).data;
      if (label === 'NORMAL') expect(twin).toEqual(film);
      else {
        const lesion = phantom.lesionMask(id).data;
        gains.push(meanOf([...film].map((value, i) => value - twin[i]!).filter((_, i) => lesion[i] === 255)));
      }
    }
    expect(Math.min(...gains)).toBeGreaterThan(0);
    expect(meanOf(gains)).toBeGreaterThan(10);
  });
});

describe('generatePhantom: facts', () => {
  it('says where the marker lies: there is a bright letter', () => {
    const large = generatePhantom({ seed: 3, patients: 30, size: 150 });
    const marked: boolean[] = [];
    for (const { id } of large.samples) {
      const { marker, border } = large.facts(id);
      // A border may hide what a marker would lie on.
      if (marker === undefined || Math.max(...border) > 0) continue;
      const { data } = large.get(id);
      let brightest = 0;
      for (let y = Math.floor(marker.y * 150); y < (marker.y + marker.height) * 150; y++) {
        for (let x = Math.floor(marker.x * 150); x < (marker.x + marker.width) * 150; x++) {
          brightest = Math.max(brightest, data[y * 150 + x] ?? 0);
        }
      }
      marked.push(brightest >= 0.6 * 255);
    }
    expect(marked.length).toBeGreaterThan(20);
    expect(marked.every(Boolean)).toBe(true);
  });
});

describe('generatePhantom: samples', () => {
  const many = generatePhantom({ seed: 0, patients: 500 });

  it('names films by patient, with one label, part and subtype a patient and one to four films', () => {
    const patients = new Map<string, Sample[]>();
    for (const sample of many.samples)
      patients.set(sample.patient, [...(patients.get(sample.patient) ?? []), sample]);
    expect(patients.size).toBe(500);
    for (const [patient, films] of patients) {
      expect(films.map(({ id }) => id)).toEqual(films.map((_, i) => `phantom/${patient}/f${i + 1}`));
      expect(films.length).toBeLessThanOrEqual(4);
      expect(
        new Set(films.map(({ label, split, columns }) => `${label} ${split} ${columns?.subtype}`)).size,
      ).toBe(1);
      expect(films[0]!.columns?.subtype === undefined).toBe(films[0]!.label === 'NORMAL');
    }
  });

  it('gives the shares of ill and of test patients that are asked for, in both classes', () => {
    const share = (options: Partial<PhantomOptions>): number[] => {
      const firsts = generatePhantom({ seed: 9, patients: 200, ...options }).samples.filter(({ id }) =>
        id.endsWith('/f1'),
      );
      const ill = firsts.filter(({ label }) => label === 'PNEUMONIA');
      const test = (list: typeof firsts): number =>
        list.filter(({ split }) => split === 'test').length / list.length;
      return [ill.length / firsts.length, test(ill), test(firsts.filter(({ label }) => label === 'NORMAL'))];
    };
    expect(share({})).toEqual([0.6, 0.2, 0.2]);
    expect(share({ pneumoniaFraction: 0.75, testFraction: 0.1 })).toEqual([0.75, 0.1, 0.1]);
    expect(share({ testFraction: 0 })).toEqual([0.6, 0, 0]);
  });
});

describe('generatePhantom: bad input', () => {
  it.each([
    [{ seed: -1 }, 'seed'],
    [{ seed: 0.5 }, 'seed'],
    [{ seed: 0, patients: 9 }, 'patients'],
    [{ seed: 0, size: 31 }, 'size'],
    [{ seed: 0, pneumoniaFraction: 1 }, 'pneumoniaFraction'],
    [{ seed: 0, testFraction: 0.6 }, 'testFraction'],
    [{ seed: 0, testFraction: Number.NaN }, 'testFraction'],
  ])('refuses %o and names the option', async (options: PhantomOptions, name) => {
    const error = await errorOf(() => generatePhantom(options));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).toContain(name);
  });

  it('names a film that it does not have', async () => {
    const error = await errorOf(() => phantom.get('phantom/p9999/f1'));
    expect(error.code).toBe('UNKNOWN_SAMPLE');
    expect(error.message).toContain('phantom/p9999/f1');
  });
});

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pixels that have lung on both sides in their row. */
function betweenLungs(film: Uint8Array, lung: Uint8Array): number[] {
  const found: number[] = [];
  for (let row = 0; row < 64; row++) {
    const line = lung.subarray(row * 64, row * 64 + 64);
    for (let column = line.indexOf(255); column !== -1 && column < line.lastIndexOf(255); column++) {
      if (line[column] === 0) found.push(film[row * 64 + column]!);
    }
  }
  return found;
}

/** Means of squares of two by two pixels. */
function halve(pixels: Uint8Array, size: number): Float32Array {
  const half = size / 2;
  return Float32Array.from({ length: half * half }, (_, i) => {
    const at = 2 * Math.floor(i / half) * size + 2 * (i % half);
    return (pixels[at]! + pixels[at + 1]! + pixels[at + size]! + pixels[at + size + 1]!) / 4;
  });
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [p, q] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - p) * (b[i]! - q);
    aa += (a[i]! - p) ** 2;
    bb += (b[i]! - q) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Share of two masks' union that both have. */
function overlap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i]! > 127, b[i]! > 127];
    if (p && q) both++;
    if (p || q) either++;
  }
  return both / either;
}

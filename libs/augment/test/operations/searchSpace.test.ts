import {
  type AugmentPolicy,
  applyAugmentation,
  augmentPolicySchema,
  checkPolicy,
  checkRecord,
  drawAugmentation,
  namedPolicies,
} from '@pneumo/augment';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { film } from '../fixtures/operations.ts';

const key = (id: string): { seed: number; epoch: number; id: string } => ({ seed: 2, epoch: 1, id });

describe('the policies', () => {
  it.each(Object.entries(namedPolicies))(
    '%s draws records that are valid, replay through JSON and keep the range',
    (_name, policy) => {
      checkPolicy(JSON.parse(JSON.stringify(policy)));
      for (let i = 0; i < 60; i++) {
        const drawn = drawAugmentation(policy, key(`s${i}`));
        const record = checkRecord(JSON.parse(JSON.stringify(drawn)));
        expect(record).toEqual(drawn);
        const once = applyAugmentation(film('grey'), drawn);
        expect(applyAugmentation(film('grey'), record)).toEqual(once);
        expect(once.data.every((value) => value >= -1e-4 && value <= 255 + 1e-4)).toBe(true);
      }
    },
  );

  it('flip no film upside down: every preset keeps the spine upright and the diaphragm below', () => {
    for (const name of ['none', 'study', 'strong', 'robust', 'chest'] as const) {
      for (const operation of namedPolicies[name].operations) {
        expect(operation.type === 'rotation' ? operation.degrees : 0).toBeLessThanOrEqual(15);
        expect(operation.type).not.toMatch(/vertical/i);
      }
    }
  });

  it('draw each of the thirteen operations of RandAugment equally often', () => {
    const policy: AugmentPolicy = {
      version: 1,
      fill: 0,
      operations: [{ type: 'randAugment', count: 1, magnitude: 0.5 }],
    };
    const counts = new Map<string, number>();
    const n = 6500;
    for (let i = 0; i < n; i++) {
      const [drawn] = drawAugmentation(policy, key(`s${i}`)).operations;
      counts.set(drawn?.type ?? 'identity', (counts.get(drawn?.type ?? 'identity') ?? 0) + 1);
    }
    // Shear and shift count twice: across and down.
    expect(counts.size).toBe(11);
    for (const [type, count] of counts) {
      const share = (type === 'shear' || type === 'shift' ? 2 : 1) / 13;
      expect(Math.abs(count / n - share)).toBeLessThan(4.5 * Math.sqrt((share * (1 - share)) / n));
    }
  });

  it('draw crops whose area and aspect ratio are those asked for', () => {
    const policy: AugmentPolicy = {
      version: 1,
      fill: 0,
      operations: [{ type: 'randomResizedCrop', minArea: 0.35, maxArea: 0.6, aspect: 1.25 }],
    };
    for (let i = 0; i < 500; i++) {
      const [part] = drawAugmentation(policy, key(`s${i}`)).operations;
      if (part?.type !== 'randomResizedCrop') throw new Error('expected a crop');
      const { x, y, width, height } = part;
      expect(width * height).toBeGreaterThanOrEqual(0.35 - 1e-9);
      expect(width * height).toBeLessThanOrEqual(0.6 + 1e-9);
      expect(Math.abs(Math.log(width / height))).toBeLessThanOrEqual(Math.log(1.25) + 1e-9);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  it.each([
    [
      { type: 'randomResizedCrop', minArea: 0.9, maxArea: 0.5, aspect: 1 },
      /minArea is 0.9; expected at most maxArea, 0.5/,
    ],
    [{ type: 'posterise', bits: 2.5 }, /bits is 2.5; expected a whole number from 1 to 8/],
    [{ type: 'elastic', cells: 3, amount: 0.6 }, /amount is 0.6; expected a number from 0 to 0.4/],
  ])('refuse the line %j', (line, message) => {
    expect(() => checkPolicy({ version: 1, fill: 0, operations: [line] })).toThrow(message);
  });

  it.each([
    [{ type: 'perspective', corners: [0.4, 0.4, -0.4, 0.4, -0.45, -0.45, 0.45, 0.45] }, /not convex/],
    [
      { type: 'perspective', corners: [0, 0] },
      /corners is a list of 2; expected a list of up to 8 numbers in groups of 8/,
    ],
    [{ type: 'randomResizedCrop', x: 0.5, y: 0, width: 0.8, height: 1 }, /reach beyond 1/],
    [{ type: 'elastic', cells: 1, x: [0], y: [0] }, /hold 1 and 1 numbers; expected 16 for 1 cells/],
    [
      { type: 'marker', letter: 'A', x: 0, y: 0, height: 0.1, level: 1 },
      /letter is "A"; expected one of 'L', 'R'/,
    ],
    [{ type: 'augMix', mix: 1, weights: [1], chains: [[{ type: 'augMix' }]] }, /no mixture itself/],
    [{ type: 'augMix', mix: 1, weights: [1, 0], chains: [[]] }, /one for each of 1 chains/],
    [{ type: 'randAugment', count: 1, magnitude: 1 }, /type is "randAugment"/],
  ])('refuse the record of %j', (line, message) => {
    const record = { version: 1, seed: 0, epoch: 0, id: 'a', fill: 0, operations: [line] };
    expect(() => checkRecord(record)).toThrow(message);
  });
});

describe('augmentPolicySchema', () => {
  it('names every operation of a policy and the bounds that checkPolicy checks', () => {
    const schema = augmentPolicySchema() as {
      properties: { operations: { items: { oneOf: { required: string[]; properties: Properties }[] } } };
    };
    type Properties = Record<string, { const?: string; type?: string; minimum?: number; maximum?: number }>;
    const lines = schema.properties.operations.items.oneOf;
    expect(lines.length).toBe(28);
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.boolean(), ({ required, properties }, tooLarge) => {
        const fields = required.filter((name) => name !== 'type');
        const line = Object.fromEntries(fields.map((name) => [name, properties[name]!.maximum!]));
        const policy = (change: object): unknown => ({
          version: 1,
          fill: 0,
          operations: [{ type: properties.type!.const, ...line, ...change }],
        });
        expect(() => checkPolicy(policy({}))).not.toThrow();
        if (tooLarge && fields[0] !== undefined) {
          expect(() => checkPolicy(policy({ [fields[0]!]: line[fields[0]!]! + 1 }))).toThrow(fields[0]);
        }
      }),
    );
  });
});

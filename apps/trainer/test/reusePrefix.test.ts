import { describe, expect, it } from 'vitest';
import { engineKey } from '../src/pipeline/reusePrefix.ts';

describe('the features of frozen layers', () => {
  it('are kept apart by engine, threads and lowering plan, which decide their last bits', () => {
    const record = { name: 'onnx', threads: 2, plan: { schemaVersion: 2, threads: 2, blockSize: 16 } };
    const keyOf = (other: object): string => engineKey({ record: () => ({ ...record, ...other }) });
    const keys = [
      {},
      { name: 'cpu' },
      { threads: 4 },
      { plan: { ...record.plan, blockSize: 0 } },
      { plan: undefined },
    ].map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf({})).toBe(keys[0]);
  });
});

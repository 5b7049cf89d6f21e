import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFeatureStore } from '@pneumo/data/node';
import { expect, it, vi } from 'vitest';

/** What another process does before this one has the lock. */
const meanwhile = vi.hoisted(() => ({ run: undefined as (() => Promise<void>) | undefined }));

vi.mock(import('../../../src/node/features/featureLock.ts'), async (original) => {
  const { lockFeatures } = await original();
  return {
    lockFeatures: async (path) => {
      const { run } = meanwhile;
      meanwhile.run = undefined;
      await run?.();
      return lockFeatures(path);
    },
  };
});

it('does not cut off what another process fills until the lock is free', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pneumo-features-'));
  const options = {
    ...{ folder, key: 'demo', ids: ['a', 'b', 'c'], shape: [1, 1, 2] as const },
    precision: 'float32' as const,
  };
  const first = await openFeatureStore(options);
  await first.append(Float32Array.of(1, 2, 3, 4));
  meanwhile.run = () => first.append(Float32Array.of(5, 6));
  const second = await openFeatureStore(options);
  expect(second.filled).toBe(3);
  for (const store of [first, second]) {
    expect([...(await store.read(['a', 'b', 'c']))]).toEqual([1, 2, 3, 4, 5, 6]);
    await store.close();
  }
  await rm(folder, { recursive: true });
});

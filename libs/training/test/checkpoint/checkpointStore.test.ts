import { memoryCheckpointStore } from '@pneumo/training';
import { describe, expect, it } from 'vitest';
import { sampleCheckpoint } from './checkpoints.ts';

describe('memoryCheckpointStore', () => {
  it('gives back the newest checkpoint of a name, sharing nothing with what was saved', async () => {
    const store = memoryCheckpointStore();
    const first = sampleCheckpoint(1);
    await store.save('last', first);
    await store.save('best', sampleCheckpoint(2));
    await store.save('last', sampleCheckpoint(3));
    first.weights['block1/kernel']!.values.fill(0);
    expect(await store.list()).toEqual(['best', 'last']);
    expect(await store.load('last')).toEqual({
      checkpoint: sampleCheckpoint(3),
      source: 'last',
      skipped: [],
    });
    expect(await store.load('first')).toBeUndefined();
  });
});

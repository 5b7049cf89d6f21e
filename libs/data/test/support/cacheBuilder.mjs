// A process that builds a cache with the built library: node cacheBuilder.mjs ROOT CACHE LIMIT WHERE IDS...
// It stops once, after three images (WHERE = images) or before the index gets its name (WHERE = index), and says
// so; it goes on when it is sent a message.
import { open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPixelCache, readImageFile } from '@pneumo/data/node';

const [root, cacheDir, limit, where, ...ids] = process.argv.slice(2);
const stop = () =>
  new Promise((resolve) => {
    process.once('message', resolve);
    process.send('stopped');
  });
let decoded = 0;
const cache = await buildPixelCache(
  ids.map((id) => ({ id })),
  {
    source: {
      read: (id) => readFile(join(root, id)),
      async decode(id, _bytes, { size }) {
        if (where === 'images' && decoded++ === 3) await stop();
        return { image: await readImageFile(join(root, id), { size }), width: 1, height: 1, channels: 1 };
      },
    },
    size: 16,
    cacheDir,
    memoryLimit: Number(limit),
    concurrency: 1,
    fileSystem: {
      open,
      unlink,
      async rename(from, to) {
        if (where === 'index' && to.endsWith('.json')) await stop();
        return rename(from, to);
      },
    },
  },
);
process.send({ key: cache.key, kind: 'file' in cache ? 'file' : 'memory' });
process.disconnect();

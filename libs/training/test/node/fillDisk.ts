import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

/** The next append to any file finds a disk with so many bytes left. */
export async function fillDisk(left: number): Promise<void> {
  const handle = await open(fileURLToPath(import.meta.url));
  const files = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  vi.spyOn(files, 'appendFile').mockImplementationOnce(async function (this: FileHandle, bytes) {
    await this.write((bytes as Uint8Array).subarray(0, left));
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
}

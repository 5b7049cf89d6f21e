import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatePhantom } from '@pneumo/data';
import { encodePng } from '@pneumo/data/node';

/** A data set of real PNG files in the layout of the public set: 24 generated patients. */
export async function pngFolder(
  folder: string,
  name: string,
  change: (files: Map<string, Uint8Array>) => void = () => undefined,
): Promise<string> {
  const phantom = generatePhantom({ seed: 1, patients: 24, size: 32 });
  const files = new Map<string, Uint8Array>();
  for (const { id, label, split } of phantom.samples) {
    files.set(`${split}/${label}/${id.replaceAll('/', '-')}.png`, await encodePng(phantom.get(id)));
  }
  change(files);
  const root = join(folder, name);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

import { createHash } from 'node:crypto';
import type { PixelSource } from '@pneumo/data';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** SHA-256 of a model's structure and weights; its name, what the weights began with and what learns do not count. */
export async function hashWeights(model: LayersModel): Promise<string> {
  const { layers } = model.getConfig() as { layers: unknown };
  const structure = JSON.stringify(layers, (key, value: unknown) =>
    /initializer$|^trainable$/i.test(key) ? undefined : value,
  );
  const hash = createHash('sha256').update(structure);
  for (const weight of model.weights) {
    const values = (await weight.read().data()) as Float32Array;
    hash.update(`${weight.originalName} ${weight.shape.join()}`).update(values);
  }
  return hash.digest('hex');
}

/** SHA-256 of the pixels of samples. */
export function hashPixels(pixels: PixelSource, ids: readonly string[]): string {
  const hash = createHash('sha256').update(`${pixels.size} ${pixels.depth ?? 8}`);
  for (const id of ids) hash.update(JSON.stringify(id)).update(pixels.get(id).data);
  return hash.digest('hex');
}

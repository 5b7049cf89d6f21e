import { join } from 'node:path';
import { downloadFromHub } from '@pneumo/models/node';
import { cacheFolder } from '../cli/cacheFolder.ts';
import type { Context } from '../cli/context.ts';
import { hubWeights } from '../config/hubWeights.ts';
import { startProgress } from '../ui/progress.ts';

const MEGABYTE = 1e6;

/**
 * Sees to it that weights of a hub lie in the folder of caches. HF_ENDPOINT names another hub, HF_TOKEN a token, as
 * for huggingface_hub.
 *
 * @param weights - an address such as `hf-hub:timm/resnet18.a1_in1k`
 * @returns path of the file
 * @throws PneumoError what `downloadFromHub` throws; off-line it says what to download where
 */
export async function fetchWeights(context: Context, weights: string): Promise<string> {
  const { repository, file, revision } = hubWeights(weights);
  const { HF_ENDPOINT: endpoint, HF_TOKEN: token } = context.env;
  const progress = startProgress(context, `${file} of ${repository}, MB`);
  try {
    return await downloadFromHub(repository, file, {
      cache: join(cacheFolder(context), 'hub'),
      ...(revision !== undefined && { revision }),
      ...(endpoint && { endpoint }),
      ...(token && { token }),
      onProgress: ({ loaded, total }) =>
        progress.update(Math.floor(loaded / MEGABYTE), Math.ceil(total / MEGABYTE)),
      signal: context.signal,
    });
  } finally {
    progress.end();
  }
}

import { isMissing } from '../isMissing.ts';
import type { EngineDriver, StartOptions } from '../engineDriver.ts';

const GPU = '@tensorflow/tfjs-node-gpu';
const CPU = '@tensorflow/tfjs-node';

interface TfjsNode {
  version?: { 'tfjs-node'?: string };
  backend?(): { binding?: { TF_Version?: string } };
}

/** libtensorflow through tfjs-node-gpu, else tfjs-node, whichever the user has installed. */
export const tensorflow: EngineDriver = {
  packages: [GPU, CPU],
  install: `npm install ${CPU} (or ${GPU}, with CUDA)`,
  async start({ load }) {
    await mendUtil(load);
    let name = GPU;
    let module: unknown;
    try {
      module = await load(GPU);
    } catch (error) {
      if (!isMissing(error, GPU)) throw error;
      name = CPU;
      module = await load(CPU);
    }
    const { version, backend } = module as TfjsNode;
    // The library's own version: that of tfjs-node says nothing where another libtensorflow was put below it.
    const library = backend?.().binding?.TF_Version;
    return {
      backend: 'tensorflow',
      description: [
        [name, version?.['tfjs-node']].filter((part) => part !== undefined).join(' '),
        ...(library === undefined ? [] : [`libtensorflow ${library}`]),
      ].join(', '),
    };
  },
};

/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node has no longer from 23 on. Where it is
 * missing it is put back before tfjs-node is loaded.
 */
async function mendUtil(load: StartOptions['load']): Promise<void> {
  const util = (await load('node:util').catch(() => undefined)) as
    { default?: { isNullOrUndefined?: (value: unknown) => boolean } } | undefined;
  if (util?.default !== undefined)
    util.default.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

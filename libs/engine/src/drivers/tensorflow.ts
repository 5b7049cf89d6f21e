import { isMissing } from '../isMissing.ts';
import type { EngineDriver } from '../engineDriver.ts';

const GPU = '@tensorflow/tfjs-node-gpu';
const CPU = '@tensorflow/tfjs-node';

/** libtensorflow through tfjs-node-gpu, else tfjs-node, whichever the user has installed. */
export const tensorflow: EngineDriver = {
  packages: [GPU, CPU],
  install: `npm install ${CPU} (or ${GPU}, with CUDA)`,
  async start({ load }) {
    let name = GPU;
    let module: unknown;
    try {
      module = await load(GPU);
    } catch (error) {
      if (!isMissing(error, GPU)) throw error;
      name = CPU;
      module = await load(CPU);
    }
    const version = (module as { version?: { 'tfjs-node'?: string } }).version?.['tfjs-node'];
    return { backend: 'tensorflow', description: `${name}${version === undefined ? '' : ` ${version}`}` };
  },
};

import { PneumoError } from '@pneumo/core';
import type { EngineDriver } from '../engineDriver.ts';

const PACKAGE = '@tensorflow/tfjs-backend-webgpu';

/** A graphics processor through WebGPU, where the platform offers it. */
export const webgpu: EngineDriver = {
  packages: [PACKAGE],
  install: `npm install ${PACKAGE}`,
  async start({ load }) {
    await load(PACKAGE);
    if ((globalThis as { navigator?: { gpu?: unknown } }).navigator?.gpu === undefined) {
      throw new PneumoError(
        'ENGINE_CANNOT_START',
        'This platform offers no WebGPU (navigator.gpu is missing).',
      );
    }
    return { backend: 'webgpu', description: PACKAGE };
  },
};

import type { EngineDriver } from '../engineDriver.ts';

const PACKAGE = '@tensorflow/tfjs-backend-cpu';

/** Plain JavaScript: everywhere, and slow. */
export const cpu: EngineDriver = {
  packages: [PACKAGE],
  install: `npm install ${PACKAGE}`,
  limit: 'plain JavaScript, some hundred times slower',
  async start({ load }) {
    const module = (await load(PACKAGE)) as { version_cpu?: string };
    return { backend: 'cpu', description: `tfjs-backend-cpu ${module.version_cpu ?? ''}`.trim() };
  },
};

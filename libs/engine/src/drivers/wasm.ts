import type { EngineDriver } from '../engineDriver.ts';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

interface WasmModule {
  version_wasm?: string;
  setThreadsCount?(threads: number): void;
}

/** WebAssembly: predicts, but has no gradient of convolutions. */
export const wasm: EngineDriver = {
  packages: [PACKAGE],
  install: `npm install ${PACKAGE}`,
  limit: 'it predicts, but cannot train a convolution',
  async start({ load, threads }) {
    const module = (await load(PACKAGE)) as WasmModule;
    if (threads !== undefined) module.setThreadsCount?.(threads);
    return { backend: 'wasm', description: `WebAssembly ${module.version_wasm ?? ''}`.trim() };
  },
};

import type { EngineDriver } from '../engineDriver.ts';

const PACKAGE = '@pneumo/tfjs-backend-onnx/node';

interface OnnxModule {
  ONNX_RUNTIME_VERSION: string;
  registerOnnxBackend(options: { threads?: number; plan?: unknown }): void;
}

/** ONNX Runtime through @pneumo/tfjs-backend-onnx. */
export const onnx: EngineDriver = {
  packages: [PACKAGE],
  install: 'npm install @pneumo/tfjs-backend-onnx',
  async start({ load, threads, plan }) {
    const module = (await load(PACKAGE)) as OnnxModule;
    module.registerOnnxBackend({
      ...(threads !== undefined && { threads }),
      ...(plan !== undefined && { plan }),
    });
    return { backend: 'onnx', description: `ONNX Runtime ${module.ONNX_RUNTIME_VERSION}` };
  },
};

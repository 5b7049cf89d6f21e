import type { EngineDriver } from '../engineDriver.ts';

const PACKAGE = '@pneumo/tfjs-backend-onnx/node';

interface OnnxModule {
  ONNX_RUNTIME_VERSION: string;
  registerOnnxBackend(options: {
    threads?: number;
    plan?: unknown;
    provider?: string;
    worker?: boolean;
    memory?: 'fast' | 'small';
  }): void;
}

/** ONNX Runtime through @pneumo/tfjs-backend-onnx, with one of its execution providers. */
export function onnxDriver(provider: 'cpu' | 'cuda' | 'webgpu' | 'coreml' | 'directml'): EngineDriver {
  return {
    packages: [PACKAGE],
    install: 'npm install @pneumo/tfjs-backend-onnx',
    ...(provider !== 'cpu' && { limit: 'not tried by its makers; operators it lacks run on the processor' }),
    async start({ load, threads, plan, worker, memory }) {
      const module = (await load(PACKAGE)) as OnnxModule;
      module.registerOnnxBackend({
        ...(threads !== undefined && { threads }),
        ...(plan !== undefined && { plan }),
        ...(provider !== 'cpu' && { provider }),
        ...(worker !== undefined && { worker }),
        ...(memory !== undefined && { memory }),
      });
      const details = [
        `ONNX Runtime ${module.ONNX_RUNTIME_VERSION}`,
        ...(provider === 'cpu' ? [] : [`provider ${provider}`]),
        ...(worker === true ? ['in a thread of its own'] : []),
      ];
      return { backend: 'onnx', description: details.join(', ') };
    },
  };
}

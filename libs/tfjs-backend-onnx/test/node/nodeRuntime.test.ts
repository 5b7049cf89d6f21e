import { describe, expect, it } from 'vitest';
import { nodeRuntime, ONNX_RUNTIME_VERSION } from '@pneumo/tfjs-backend-onnx/node';

describe('nodeRuntime', () => {
  it('names the package and the version', () => {
    expect(nodeRuntime().name).toBe(`onnxruntime-node ${ONNX_RUNTIME_VERSION}`);
  });

  it('says how to install onnxruntime-node where it is missing', () => {
    const load = (): never => {
      throw new Error('Cannot find module');
    };
    expect(() => nodeRuntime({ load })).toThrow(/not installed.*npm install onnxruntime-node@1\.30\.0/);
  });

  it('says which version it needs where another one is installed', () => {
    expect(() => nodeRuntime({ load: () => ({ version: '1.19.2' }) })).toThrow(
      /is 1\.19\.2; this package needs exactly 1\.30\.0.*npm install/,
    );
  });

  it('says so where the binary does not load', () => {
    const load = (id: string): unknown => {
      if (id.endsWith('package.json')) return { version: ONNX_RUNTIME_VERSION };
      throw new Error('no such file');
    };
    expect(() => nodeRuntime({ load })).toThrow(/binary for .* cannot be loaded: Error: no such file/);
  });
});

import './register.ts';

export { ONNX_RUNTIME_VERSION, nodeRuntime } from './nodeRuntime.ts';
export { registerOnnxBackend } from './registerOnnxBackend.ts';
export { OnnxBackend } from '../OnnxBackend.ts';
export type { OnnxBackendOptions } from '../installOnnxBackend.ts';

import './register.ts';

export { ONNX_RUNTIME_VERSION, nodeRuntime } from './nodeRuntime.ts';
export { registerOnnxBackend } from './registerOnnxBackend.ts';
export type { OnnxBackendOptions } from '../installOnnxBackend.ts';
export type { OnnxBackend } from '../OnnxBackend.ts';

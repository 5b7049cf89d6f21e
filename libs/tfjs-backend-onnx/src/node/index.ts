import './register.ts';

export { ONNX_RUNTIME_VERSION, nodeRuntime } from './nodeRuntime.ts';
export { registerOnnxBackend } from './registerOnnxBackend.ts';
export type { OnnxBackendOptions } from '../installOnnxBackend.ts';
export type { NodeRuntimeOptions } from './nodeRuntime.ts';
export type { NodeBackendOptions } from './registerOnnxBackend.ts';
export type { ProviderName } from './providers.ts';
export type { OnnxBackend } from '../OnnxBackend.ts';

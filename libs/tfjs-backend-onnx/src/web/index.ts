export { registerOnnxWebBackend } from './registerOnnxWebBackend.ts';
export type { OnnxWebOptions } from './registerOnnxWebBackend.ts';
export type { WebProvider } from './webRuntime.ts';
export type { OrtWeb } from './loadOrtWeb.ts';

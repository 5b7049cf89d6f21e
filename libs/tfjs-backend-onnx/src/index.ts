export { exportOnnx } from './export/exportOnnx.ts';
export { installOnnxBackend, ONNX_BACKEND_NAME } from './installOnnxBackend.ts';
export { HOST_KERNELS } from './kernels/hostKernels.ts';
export type { ExportOnnxOptions } from './export/exportOnnx.ts';
export type { ExecutorCounts } from './graph/GraphExecutor.ts';
export type { HostArray, LazyDtype } from './graph/lazy.ts';
export type { LoweringPlan } from './graph/LoweringPlan.ts';
export type { OnnxBackendOptions } from './installOnnxBackend.ts';
export type { OnnxBackend } from './OnnxBackend.ts';
export type {
  DirectRuntime,
  DirectSession,
  OnnxRuntime,
  RemoteValue,
  RuntimeFailure,
  RuntimeSession,
  RuntimeTensor,
  SessionSettings,
} from './runtime/OnnxRuntime.ts';

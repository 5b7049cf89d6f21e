/** The engines by name; those with a colon are ONNX Runtime with another execution provider than the processor. */
export type EngineName =
  | 'onnx'
  | 'tensorflow'
  | 'webgpu'
  | 'wasm'
  | 'cpu'
  | 'onnx:cuda'
  | 'onnx:webgpu'
  | 'onnx:coreml'
  | 'onnx:directml';

/**
 * Every choice that {@link useEngine} takes: `auto`, the engines in the order in which it tries them, and
 * those of ONNX Runtime's providers, which are only taken by name.
 */
export const engineNames: readonly ('auto' | EngineName)[] = [
  'auto',
  'onnx',
  'tensorflow',
  'webgpu',
  'wasm',
  'cpu',
  'onnx:cuda',
  'onnx:webgpu',
  'onnx:coreml',
  'onnx:directml',
];

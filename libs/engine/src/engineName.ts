/** The engines by name. */
export type EngineName = 'onnx' | 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** Every choice that {@link useEngine} takes: `auto`, and the engines in the order in which it tries them. */
export const engineNames: readonly ('auto' | EngineName)[] = [
  'auto',
  'onnx',
  'tensorflow',
  'webgpu',
  'wasm',
  'cpu',
];

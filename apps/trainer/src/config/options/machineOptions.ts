import type { TrainConfig } from '../trainConfig.ts';
import type { OptionWords } from './optionWords.ts';

/** Options of `pneumo train`: what computes, with how much. */
export const MACHINE_OPTIONS = {
  prefixDisk: {
    value: 'GIB',
    description:
      'Most disk space, in GiB, that the features of --reuse-prefix of all runs together may take; those that were not used for longest give way to new ones. They lie with the caches, and pneumo cache clean removes them.',
  },
  engine: {
    value: 'NAME',
    description:
      'What computes: auto, onnx, tensorflow, webgpu, wasm or cpu; onnx:cuda, onnx:webgpu, onnx:coreml and onnx:directml are ONNX Runtime on another processor.',
  },
  memory: {
    value: 'fast|small',
    description:
      "'small' returns the memory of every step at once: a lower peak, slower. For the engine onnx.",
  },
  threads: { value: 'N', description: 'Threads of the engine; 0 for one a core.' },
  workers: {
    value: 'N',
    description: 'Threads that load and vary images beside the engine; 0 for none. The results are the same.',
  },
  cacheMemory: {
    value: 'SIZE',
    description:
      "Most memory for the decoded images, such as 512M or 4G; more are read from the cache's file, an image at a time. 'auto' is a quarter of the machine's memory. The results are the same.",
  },
} satisfies Partial<Record<keyof TrainConfig, OptionWords>>;

import { registerOnnxWebBackend } from '@pneumo/tfjs-backend-onnx/web';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { scenario } from './scenario.ts';

// What the page of the browser test runs; its result is read by the test.
const result = (async () => {
  await registerOnnxWebBackend({ wasmPaths: '/ort/' });
  await tf.setBackend('onnx');
  return {
    ...(await scenario()),
    isolated: (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated,
  };
})();
Object.assign(globalThis, { result });

import { registerOnnxWebBackend } from '@pneumo/tfjs-backend-onnx/web';
import { loadModel } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { judgeSavedModels, SAVED_MODELS } from './savedModels.ts';
import { scenario } from './scenario.ts';

/** A model folder that a server offers, as an application would read it. */
async function load(name: string): Promise<Awaited<ReturnType<typeof loadModel>>> {
  return loadModel(await tf.io.http(`/models/${name}/model.json`).load!());
}

// What the page of the browser test runs; its result is read by the test.
const result = (async () => {
  await registerOnnxWebBackend({ wasmPaths: '/ort/' });
  await tf.setBackend('onnx');
  return {
    ...(await scenario()),
    saved: await judgeSavedModels(await Promise.all(SAVED_MODELS.map(load))),
    isolated: (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated,
  };
})();
Object.assign(globalThis, { result });

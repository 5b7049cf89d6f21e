import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// tfjs-core 4.22 has no importable module in Node that registers its gradients; tfjs-layers does.
import '@tensorflow/tfjs-layers';

// Keeps tfjs from advertising tfjs-node on the console, which fails a test.
tf.env().set('IS_TEST', true);

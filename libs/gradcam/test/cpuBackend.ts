import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

// Keeps tfjs from advertising tfjs-node on the console, which fails a test.
tf.env().set('IS_TEST', true);

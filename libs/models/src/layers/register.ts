import * as tf from '@tensorflow/tfjs-core';
import { BatchNormalization } from './BatchNormalization.ts';
import { Dropout } from './Dropout.ts';
import { PlaceholderInitializer } from './PlaceholderInitializer.ts';
import { Relu6 } from './Relu6.ts';

// The package's one side effect. Our classes stand beside TensorFlow.js' own under names of their
// own, so nobody else's models change.
tf.serialization.registerClass(BatchNormalization);
tf.serialization.registerClass(Dropout);
tf.serialization.registerClass(Relu6);
tf.serialization.registerClass(PlaceholderInitializer);

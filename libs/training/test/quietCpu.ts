import '@tensorflow/tfjs-backend-cpu';
import { env } from '@tensorflow/tfjs-core';

// The cpu backend greets its first use in Node with an advertisement on the console.
env().set('IS_TEST', true);

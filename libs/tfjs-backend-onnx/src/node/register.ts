import { registerOnnxBackend } from './registerOnnxBackend.ts';

// The one module with a side effect: importing the `/node` entry makes the backend known.
registerOnnxBackend();

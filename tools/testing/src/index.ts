export { describeExamples } from './describeExamples.ts';
export { instrumentExample } from './instrumentExample.ts';
export { startMlflowServer, type KeptRun, type MlflowTestServer } from './startMlflowServer.ts';

export { describeExamples } from './describeExamples.ts';
export { instrumentExample } from './instrumentExample.ts';
export { HUB_TOKEN, startHubServer, type HubTestServer } from './startHubServer.ts';
export { startMlflowServer, type KeptRun, type MlflowTestServer } from './startMlflowServer.ts';

export { describeExamples } from './describeExamples.ts';
export { instrumentExample } from './instrumentExample.ts';

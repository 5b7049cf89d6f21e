import { parseArgs } from 'node:util';
import { type BackendName, BACKENDS } from './bundleSpecs.ts';
import { judge } from './judge.ts';
import { readExceptions } from './readExceptions.ts';
import { runConformance } from './runConformance.ts';

const HELP = `Runs the specs of the npm package @tensorflow/tfjs-core on a backend.

  npm run conformance -- [--backend=onnx] [--filter=TEXT]

--backend is one of ${BACKENDS.join(', ')}; cpu is TensorFlow.js' own, for comparison.
--filter runs only specs whose name contains the text.
Exit code 1 when a spec failed that tools/conformance/exceptions.json does not name.`;

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'onnx' },
    filter: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else if (!(BACKENDS as readonly string[]).includes(values.backend)) {
  console.error(`--backend=${values.backend}; expected one of ${BACKENDS.join(', ')}.`);
  process.exitCode = 1;
} else {
  await report(values.backend as BackendName);
}

async function report(backend: BackendName): Promise<void> {
  const exceptions = backend === 'onnx' ? readExceptions() : [];
  const results = await runConformance(backend, values.filter);
  const { passed, failed, excepted, pending, stale } = judge(results, exceptions);
  for (const { name, message } of failed) console.log(`FAILED ${name}\n  ${message ?? ''}\n`);
  for (const { name } of excepted) console.log(`excluded ${name}`);
  if (values.filter === undefined)
    for (const { name } of stale) console.log(`no longer needed in exceptions.json: ${name}`);
  console.log(
    `tfjs-core's specs on ${backend}: ${passed} passed, ${failed.length} failed, ${excepted.length} excluded, ` +
      `${pending} switched off by themselves`,
  );
  if (failed.length > 0 || passed === 0) process.exitCode = 1;
}

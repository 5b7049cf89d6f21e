import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Backends that the specs can run on. */
export const BACKENDS = ['onnx', 'cpu'] as const;

/** Name of a backend that the specs can run on. */
export type BackendName = (typeof BACKENDS)[number];

/** Where bundles go: below node_modules, so that they find native packages and nobody commits them. */
const FOLDER = new URL('../../../node_modules/.cache/conformance/', import.meta.url);
const HERE = new URL('.', import.meta.url);
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Bundles the specs that tfjs-core's npm package carries with both backends and a runner. They are
 * modules without file extensions and marked as free of side effects, so Node cannot run them as they
 * are, and a bundler that believes them drops them all.
 *
 * @param backend - backend that the specs run on
 * @returns path of the bundle, a module for Node that prints its results as lines of JSON
 */
export async function bundleSpecs(backend: BackendName): Promise<string> {
  const outfile = fileURLToPath(new URL(`${backend}.mjs`, FOLDER));
  await build({
    stdin: { contents: entry(backend), resolveDir: fileURLToPath(HERE), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    ignoreAnnotations: true,
    conditions: ['@pneumo/source'],
    external: ['onnxruntime-node', 'jasmine', 'jasmine-core/*'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __makeRequire } from 'node:module'; const require = __makeRequire(import.meta.url);",
    },
  });
  return outfile;
}

/** The order counts: environments must be known before specs are defined, the runner comes last. */
function entry(backend: BackendName): string {
  const core = '@tensorflow/tfjs-core/dist';
  return `
    import { setTestEnvs } from '${core}/jasmine_util.js';
    import '${core}/index.js';
    import '${core}/register_all_gradients.js';
    import '${core}/public/chained_ops/register_all_chained_ops.js';
    import '@tensorflow/tfjs-backend-cpu';
    import '@pneumo/tfjs-backend-onnx/node';
    import { runSpecs } from './runSpecs${EXTENSION}';
    await runSpecs(async () => {
      setTestEnvs([{ name: 'test-${backend}', backendName: '${backend}', flags: {}, isDataSync: true }]);
      await import('${core}/tests.js');
    });
  `;
}

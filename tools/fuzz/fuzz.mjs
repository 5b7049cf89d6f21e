// Fuzzes every parser of files from outside: image, DICOM, npz, CSV and JSON Lines, zip.
//
//   npm run build && node tools/fuzz/fuzz.mjs [--mutations=20000] [--parser=dicom] [--from=0]
//
// Each parser runs in a process of its own, so that a crash is seen and not shared. Mutations follow from their number
// alone: a failure names it, and --from=NUMBER --mutations=1 repeats it. The same file runs briefly with the unit tests.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PARSERS = ['image', 'dicom', 'npz', 'csv', 'zip'];
/** A parser that needs longer than this for its share hangs: 30 ms a file is ten times what it takes. */
const MILLISECONDS_EACH = 30;

const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '20000' },
    parser: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
});
const mutations = Number(values.mutations);
const parsers = values.parser === undefined ? PARSERS : [values.parser];
if (!Number.isInteger(mutations) || mutations < 1 || !parsers.every((parser) => PARSERS.includes(parser))) {
  console.error(`Expected --mutations=NUMBER and --parser=${PARSERS.join('|')}.`);
  process.exit(2);
}

let failed = 0;
for (const parser of parsers) {
  const start = performance.now();
  const outcome = await run(parser);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${parser.padEnd(6)} ${mutations} mutations, ${seconds} s: ${outcome === 0 ? 'passed' : `FAILED (${outcome})`}`,
  );
  if (outcome !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);

function run(parser) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url)),
        'run',
        'libs/data/test/fuzz/fuzz.test.ts',
        '--testNamePattern',
        `by name ${parser}$`,
      ],
      {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { ...process.env, PNEUMO_FUZZ: String(mutations), PNEUMO_FUZZ_FROM: values.from },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000 + MILLISECONDS_EACH * mutations);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(code ?? signal);
    });
  });
}

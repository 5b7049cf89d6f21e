// Compiles the AssemblyScript of the libraries to WebAssembly and writes it into TypeScript, as base64.
//   node tools/wasm/build.mjs           writes what has changed
//   node tools/wasm/build.mjs --check   writes nothing; exit code 1 where a file is not what its source gives
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const MODULES = [
  {
    source: 'libs/augment/wasm/greyKernels.as.ts',
    target: 'libs/augment/src/native/greyKernelsBytes.ts',
    name: 'GREY_KERNELS',
  },
  {
    source: 'libs/data/wasm/greyJpeg.as.ts',
    target: 'libs/data/src/node/jpeg/greyJpegBytes.ts',
    name: 'GREY_JPEG',
  },
];
const OPTIONS = '-O3 --converge --runtime stub --enable simd --noAssert --initialMemory 2'.split(' ');

const root = new URL('../../', import.meta.url);
const check = process.argv.includes('--check');
for (const module of MODULES) {
  const text = await compile(module);
  const target = new URL(module.target, root);
  if (readFileSync(target, 'utf8') === text) continue;
  if (check) {
    console.error(`${module.target} is not what ${module.source} gives; run node tools/wasm/build.mjs`);
    process.exitCode = 1;
  } else writeFileSync(target, text);
}

async function compile({ source, name }) {
  const contents = readFileSync(new URL(source, root), 'utf8');
  let binary;
  const { error, stderr } = await asc.main(['module.ts', '--outFile', 'module.wasm', ...OPTIONS], {
    readFile: (file) => (file === 'module.ts' ? contents : null),
    writeFile: (file, bytes) => {
      if (file === 'module.wasm') binary = bytes;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${source}: ${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g)
    .map((line) => `  '${line}'`);
  const path = source.slice(source.indexOf('wasm/'));
  return `/** ${path}, compiled by tools/wasm/build.mjs: base64. */\nexport const ${name} =\n${lines.join(' +\n')};\n`;
}

// Compiles greyKernels.as.ts into src/native/greyKernelsBytes.ts. Needs the package assemblyscript (0.28.20):
//   node libs/augment/wasm/build.mjs path/to/node_modules/assemblyscript/dist/asc.js
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { default: asc } = await import(pathToFileURL(process.argv[2]).href);
const source = readFileSync(new URL('./greyKernels.as.ts', import.meta.url), 'utf8');
let binary;
const { error, stderr } = await asc.main(
  'greyKernels.ts --outFile greyKernels.wasm -O3 --converge --runtime stub --enable simd --noAssert --initialMemory 2'.split(
    ' ',
  ),
  {
    readFile: (name) => (name === 'greyKernels.ts' ? source : null),
    writeFile: (name, contents) => {
      if (name === 'greyKernels.wasm') binary = contents;
    },
    listFiles: () => [],
  },
);
if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
const lines = Buffer.from(binary)
  .toString('base64')
  .match(/.{1,100}/g);
writeFileSync(
  new URL('../src/native/greyKernelsBytes.ts', import.meta.url),
  `/** wasm/greyKernels.as.ts, compiled by wasm/build.mjs: base64. */\nexport const GREY_KERNELS =\n${lines
    .map((line) => `  '${line}'`)
    .join(' +\n')};\n`,
);

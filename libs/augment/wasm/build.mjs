// Assembles greyKernels.wat into src/native/greyKernelsBytes.ts. Needs the package wabt (1.0.36):
//   node libs/augment/wasm/build.mjs path/to/node_modules/wabt/index.js
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { default: wabt } = await import(pathToFileURL(process.argv[2]).href);
const text = readFileSync(new URL('./greyKernels.wat', import.meta.url), 'utf8');
const assembler = await wabt();
const { buffer } = assembler.parseWat('greyKernels.wat', text, { simd: true }).toBinary({});
const lines = Buffer.from(buffer)
  .toString('base64')
  .match(/.{1,100}/g);
writeFileSync(
  new URL('../src/native/greyKernelsBytes.ts', import.meta.url),
  `/** wasm/greyKernels.wat, assembled by wasm/build.mjs: base64. */\nexport const GREY_KERNELS =\n${lines
    .map((line) => `  '${line}'`)
    .join(' +\n')};\n`,
);

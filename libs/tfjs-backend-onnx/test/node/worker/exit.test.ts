import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const built = new URL('../../../dist/node/index.js', import.meta.url);

/** A program that computes in a thread and then does as it is told. */
const program = (rest: string): string => `
  import * as tf from '@tensorflow/tfjs-core';
  import { registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
  registerOnnxBackend({ worker: true, plan: { schemaVersion: 2, threads: 1, blockSize: 0 } });
  await tf.setBackend('onnx');
  const a = tf.ones([1000, 1000]);
  const product = tf.matMul(tf.matMul(tf.matMul(a, a), a), a);
  ${rest}`;

async function runProgram(rest: string): Promise<{ stdout: string; code: number | null }> {
  const args = ['--input-type=module', '-e', program(rest)];
  const cwd = fileURLToPath(new URL('../../../', import.meta.url));
  return promisify(execFile)(process.execPath, args, { cwd, timeout: 20_000 }).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number | null }) => error,
  );
}

it.skipIf(!existsSync(built))('a process with an idle thread ends by itself', async () => {
  const { stdout } = await runProgram('console.log((await product.data())[0]);');
  expect(stdout.trim()).toBe('1000000000');
});

it.skipIf(!existsSync(built))('Ctrl-C is heard while a graph computes', async () => {
  const { stdout } = await runProgram(`
    process.on('SIGINT', () => { console.log('heard'); process.exit(0); });
    const reading = product.data().then(() => console.log('computed'));
    setImmediate(() => process.kill(process.pid, 'SIGINT'));
    await reading;`);
  expect(stdout.trim()).toBe('heard');
});

it.skipIf(!existsSync(built))(
  'a thread that is replaced while it computes leaves the process alone',
  async () => {
    const { stdout } = await runProgram(`
    await tf.backend().ready();
    const reading = product.data().catch(({ code }) => console.log(code));
    await new Promise((resolve) => setTimeout(resolve, 20));
    registerOnnxBackend();
    await tf.setBackend('onnx');
    await reading;
    const b = tf.fill([1000, 1000], 1e-3);
    let again = b;
    for (let round = 0; round < 12; round++) again = tf.matMul(again, b);
    console.log((1000 * again.dataSync()[0]).toFixed(3));`);
    expect(stdout.trim()).toBe('WORKER_CLOSED\n1.000');
  },
);

it.skipIf(!existsSync(built)).each([
  ['by process.exit', 'setTimeout(() => process.exit(3), 20);', 3],
  ['by an error', "setTimeout(() => { throw new Error('of the caller'); }, 20);", 1],
  ['since nobody waits', 'setTimeout(() => registerOnnxBackend(), 20);', 0],
])('a process that ends while its thread computes keeps its exit code: %s', async (_, end, code) => {
  const outcome = await runProgram(`
    await tf.backend().ready();
    void product.data().catch(() => undefined);
    ${end}`);
  expect(outcome.code).toBe(code);
});

// Puts tfjs-node's binding on the libtensorflow of the TensorFlow wheel (pip), in a folder of its own.
// For machines where tfjs-node's own download is not to be had; see README.md beside this file.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TFJS = '4.22.0';
const HELP = `Builds the engine 'tensorflow': tfjs-node ${TFJS} on the libtensorflow of a TensorFlow wheel.

  node tools/tensorflow/build.mjs --out=FOLDER [--python=PYTHON] [--project=FOLDER]

  --out=FOLDER      where everything goes; outside your project, made when missing, kept for the next run
  --python=PYTHON   a Python that has the wheel (pip install --no-deps tensorflow-cpu is enough); python3
  --project=FOLDER  whose TensorFlow.js is shared, so that both are one; this repository

Linux. Needs a C++17 compiler and npm. Afterwards PNEUMO_TENSORFLOW=FOLDER lets the tests of
@pneumo/engine and npm run bench use it.`;

/** Packages of which there must be one copy in a process; tfjs-node takes the project's. */
const SHARED = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu'];

class Missing extends Error {}

try {
  main();
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function main() {
  const { values } = parse();
  if (values.help) return console.log(HELP);
  if (values.out === undefined) throw new Missing(`--out is missing.\n\n${HELP}`);
  if (process.platform !== 'linux')
    throw new Missing(`This is ${process.platform}; the script knows the wheel of Linux only.`);
  const out = resolve(values.out);
  const project = resolve(values.project ?? fileURLToPath(new URL('../..', import.meta.url)));
  if (out === project || existsSync(join(out, 'node_modules', '@pneumo')))
    throw new Missing(`--out is ${out}, a project; give a folder of its own.`);
  const tensorflow = findTensorflow(values.python);
  const compiler = findCompiler();
  console.log(`TensorFlow ${tensorflow.version} in ${tensorflow.folder}`);
  const tfjsNode = installTfjsNode(out);
  shareWith(project, out);
  compile(compiler, tensorflow.folder, tfjsNode, findHeaders(out));
  check(out);
}

function parse() {
  try {
    return parseArgs({
      options: {
        out: { type: 'string' },
        python: { type: 'string', default: process.env.PNEUMO_PYTHON ?? 'python3' },
        project: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Missing(`${error.message}\n\n${HELP}`);
  }
}

/** The wheel is found, not imported: its Python dependencies need not be there. */
function findTensorflow(python) {
  const code = `import importlib.metadata as m, importlib.util as u, json, os
spec = u.find_spec("tensorflow")
names = [n for n in ("tensorflow", "tensorflow-cpu", "intel-tensorflow") if any(m.distributions(name=n))]
print(json.dumps({"folder": os.path.dirname(spec.origin), "version": m.version(names[0])} if spec and names else None))`;
  const answer = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  if (answer.error !== undefined || answer.status !== 0)
    throw new Missing(
      `${python} cannot be run: ${answer.error?.message ?? answer.stderr.trim().split('\n').at(-1)}. Name another with --python=PYTHON.`,
    );
  const found = JSON.parse(answer.stdout);
  if (found === null)
    throw new Missing(
      `${python} has no tensorflow. Install the wheel with: ${python} -m pip install --no-deps tensorflow-cpu`,
    );
  for (const file of [
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so.2',
    'include/tensorflow/c/c_api.h',
  ])
    if (!existsSync(join(found.folder, file)))
      throw new Missing(
        `TensorFlow ${found.version} in ${found.folder} has no ${file}. The wheels for Linux from 2.12 on have it.`,
      );
  return found;
}

function findCompiler() {
  const compiler = process.env.CXX ?? 'c++';
  if (spawnSync(compiler, ['--version']).status === 0) return compiler;
  throw new Missing(`There is no C++ compiler '${compiler}'. Install g++ or clang++, or name one in CXX.`);
}

function installTfjsNode(out) {
  mkdirSync(out, { recursive: true });
  const folder = join(out, 'node_modules', '@tensorflow', 'tfjs-node');
  const manifest = join(out, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  if (!existsSync(join(folder, 'binding', 'tfjs_backend.cc'))) {
    console.log(`Installing @tensorflow/tfjs-node ${TFJS} without its install script`);
    // node-api-headers holds node_api.h, for machines whose Node came without headers.
    npm(out, [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `@tensorflow/tfjs-node@${TFJS}`,
      'node-api-headers@1',
    ]);
  }
  return folder;
}

function npm(folder, args) {
  const done = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0)
    throw new Missing(`npm ${args[0]} failed in ${folder}${done.error ? `: ${done.error.message}` : ''}.`);
}

/** Tensors of two copies of tfjs-core do not mix: the project's copy is linked in. */
function shareWith(project, out) {
  const from = createRequire(join(project, 'package.json'));
  for (const name of SHARED) {
    let manifest;
    try {
      manifest = from.resolve(`@tensorflow/${name}/package.json`);
    } catch {
      if (name === 'tfjs-core')
        throw new Missing(
          `${project} has no @tensorflow/tfjs-core; run npm install there, or give --project.`,
        );
      continue;
    }
    const { version } = from(manifest);
    if (version !== TFJS)
      throw new Missing(
        `${project} has @tensorflow/${name} ${version}; tfjs-node ${TFJS} needs ${TFJS} exactly.`,
      );
    const link = join(out, 'node_modules', '@tensorflow', name);
    rmSync(link, { recursive: true, force: true });
    symlinkSync(dirname(manifest), link);
  }
}

function findHeaders(out) {
  const nodedir = execFileSync('npm', ['config', 'get', 'nodedir'], { encoding: 'utf8' }).trim();
  const candidates = [
    ...(nodedir === '' || nodedir === 'undefined' || nodedir === 'null'
      ? []
      : [join(nodedir, 'include', 'node')]),
    join(dirname(process.execPath), '..', 'include', 'node'),
    join(out, 'node_modules', 'node-api-headers', 'include'),
  ];
  const found = candidates.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found !== undefined) return found;
  throw new Missing(`node_api.h is in none of ${candidates.join(', ')}. Run npm config set nodedir FOLDER.`);
}

function compile(compiler, tensorflow, tfjsNode, headers) {
  console.log(`Compiling the binding against ${headers}`);
  const target = join(tfjsNode, 'lib', `napi-v8`);
  mkdirSync(target, { recursive: true });
  const done = spawnSync(
    compiler,
    [
      ...['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
      ...[`-I${headers}`, `-I${join(tensorflow, 'include')}`],
      join(tfjsNode, 'binding', 'tfjs_backend.cc'),
      join(tfjsNode, 'binding', 'tfjs_binding.cc'),
      ...[`-L${tensorflow}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
      `-Wl,-rpath,${tensorflow}`,
      ...['-o', join(target, 'tfjs_binding.node')],
    ],
    { encoding: 'utf8' },
  );
  if (done.status !== 0)
    throw new Missing(
      `The binding does not compile against this TensorFlow:\n${done.stderr.trim()}\nTried and good: TensorFlow 2.12, 2.15, 2.18 and 2.21 with g++ 12.`,
    );
}

/** A product and a gradient in a process of their own. */
function check(out) {
  const code = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    const tf = require('@tensorflow/tfjs-node');
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const w = tf.ones([2, 2, 1, 1]);
    const gradient = tf.grad((w) => tf.conv2d(x, w, 1, 'valid'))(w).dataSync();
    if (tf.getBackend() !== 'tensorflow' || gradient.join() !== '1,2,3,4') throw new Error('wrong: ' + gradient);
    console.log(JSON.stringify({ tfjs: tf.version['tfjs-node'], tensorflow: tf.backend().binding.TF_Version }));`;
  const done = spawnSync(process.execPath, ['-e', code], {
    cwd: out,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  if (done.status !== 0)
    throw new Missing(`The binding was built, but does not compute:\n${done.stderr.trim()}`);
  console.log(`It computes: ${done.stdout.trim()}\nUse it with PNEUMO_TENSORFLOW=${out}`);
}

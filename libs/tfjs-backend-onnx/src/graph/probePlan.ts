import { OnnxModelBuilder } from '../onnx/OnnxModelBuilder.ts';
import type { OnnxRuntime, RuntimeSession, RuntimeTensor } from '../runtime/OnnxRuntime.ts';
import { NCHWC } from '../lowerings/convolution.ts';
import type { LoweringPlan } from './LoweringPlan.ts';

const CHANNELS = 64;
const SIZE = 40;
const BATCH = 8;
const ROUNDS = 9;
// A neighbour on the machine can spoil a measurement; the blocked kernels usually win clearly.
const BENEFIT_OF_DOUBT = 1.1;
const IMAGES = [BATCH, CHANNELS, SIZE, SIZE];
const FILTER = [CHANNELS, CHANNELS, 3, 3];
const ATTRIBUTES = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1], dilations: [1, 1] };

/**
 * Finds out in some 100 ms how convolutions run best on this machine: the block size of ONNX Runtime's
 * internal operators (it depends on the processor, and they may be missing), and whether they win.
 *
 * @param runtime - compiles and runs the trial models
 * @param threads - threads within an operator
 * @param now - a clock in milliseconds
 */
export function probePlan(runtime: OnnxRuntime, threads: number, now: () => number): LoweringPlan {
  let blockSize = 0;
  try {
    const block = probeBlockSize(runtime, threads);
    if (block > 1 && CHANNELS % block === 0 && blockedWins(runtime, threads, now)) blockSize = block;
  } catch {
    // The operators are internal to ONNX Runtime: where they do not exist, the standard ones do.
    blockSize = 0;
  }
  return { schemaVersion: 1, threads, blockSize };
}

/** In blocked order the second position of a row follows after one block of channels. */
function probeBlockSize(runtime: OnnxRuntime, threads: number): number {
  const values = new Float32Array(CHANNELS * 2).map((_, index) => (index % 2 === 1 ? 1 : 0));
  const input: RuntimeTensor = { dtype: 'float32', shape: [1, CHANNELS, 1, 2], data: values };
  const session = trial(runtime, threads, input.shape, [], (builder) => builder.node('ReorderInput', ['x'], {}, ['y'], NCHWC));
  const [output] = session.run(new Map([['x', input]]), ['y']);
  session.release();
  return output!.indexOf(1);
}

function blockedWins(runtime: OnnxRuntime, threads: number, now: () => number): boolean {
  const plain = trial(runtime, threads, IMAGES, FILTER, (builder) => builder.node('Conv', ['x', 'w'], ATTRIBUTES, ['y']));
  const blocked = trial(runtime, threads, IMAGES, FILTER, (builder) => {
    const [x] = builder.node('ReorderInput', ['x'], {}, 1, NCHWC);
    const [y] = builder.node('Conv', [x!, 'w'], { ...ATTRIBUTES, group: 1 }, 1, NCHWC);
    builder.node('ReorderOutput', [y!], { channels: CHANNELS }, ['y'], NCHWC);
  });
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const feeds = new Map([
    ['x', filled(IMAGES)],
    ['w', filled(FILTER)],
  ]);
  for (let round = 0; round < ROUNDS; round++) {
    [plain, blocked].forEach((session, which) => {
      const start = now();
      session.run(feeds, ['y']);
      best[which] = Math.min(best[which]!, now() - start);
    });
  }
  for (const session of [plain, blocked]) session.release();
  return best[1]! < best[0]! * BENEFIT_OF_DOUBT;
}

function filled(shape: readonly number[]): RuntimeTensor {
  const size = shape.reduce((product, count) => product * count, 1);
  return { dtype: 'float32', shape, data: new Float32Array(size).fill(1 / 64) };
}

function trial(
  runtime: OnnxRuntime,
  threads: number,
  images: readonly number[],
  filter: readonly number[],
  build: (builder: OnnxModelBuilder) => void,
): RuntimeSession {
  const builder = new OnnxModelBuilder();
  builder.input('x', 'float32', images);
  if (filter.length > 0) builder.input('w', 'float32', filter);
  build(builder);
  builder.output('y', 'float32', images);
  return runtime.compile(builder.finish(), { threads, optimization: 'basic', arena: false });
}

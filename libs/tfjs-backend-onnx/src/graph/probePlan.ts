import { OnnxModelBuilder } from '../onnx/OnnxModelBuilder.ts';
import type { OnnxRuntime, RuntimeSession, RuntimeTensor } from '../runtime/OnnxRuntime.ts';
import { NCHWC } from './convertLayout.ts';
import type { LoweringPlan } from './LoweringPlan.ts';

const ROUNDS = 4;
// A neighbour on the machine can spoil a measurement, and the blocked kernels won on every processor tried.
const BENEFIT_OF_DOUBT = 1.5;
/** Trial images: large with few channels, small with many. */
const TRIALS = [
  [8, 32, 75, 75],
  [8, 256, 9, 9],
] as const;
const ATTRIBUTES = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1], dilations: [1, 1] };
const ORDER_SHAPE = [1, 64, 1, 2] as const;

/**
 * Finds out in some 300 ms how convolutions run best on this machine: the block size of ONNX Runtime's
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
    if (
      block > 1 &&
      TRIALS.every(([, channels]) => channels % block === 0) &&
      blockedWins(runtime, threads, now)
    )
      blockSize = block;
  } catch {
    // The operators are internal to ONNX Runtime: where they do not exist, the standard ones do.
    blockSize = 0;
  }
  return { schemaVersion: 2, threads, blockSize };
}

/** In blocked order the second position of a row follows after one block of channels. */
export function probeBlockSize(runtime: OnnxRuntime, threads: number): number {
  const values = new Float32Array(ORDER_SHAPE[1] * 2).map((_, index) => index % 2);
  const input: RuntimeTensor = { dtype: 'float32', shape: ORDER_SHAPE, data: values };
  const session = trial(runtime, threads, input.shape, [], (builder) =>
    builder.node('ReorderInput', ['x'], {}, ['y'], NCHWC),
  );
  const [output] = session.run(new Map([['x', input]]), ['y']);
  const order = ArrayBuffer.isView(output) ? output : output!.readSync();
  session.release();
  return order.indexOf(1);
}

function blockedWins(runtime: OnnxRuntime, threads: number, now: () => number): boolean {
  let [plainTotal, blockedTotal] = [0, 0];
  for (const images of TRIALS) {
    const [plain, blocked] = raceOnce(runtime, threads, images, now);
    plainTotal += plain;
    blockedTotal += blocked;
  }
  return blockedTotal < plainTotal * BENEFIT_OF_DOUBT;
}

/** Best times of the standard and the blocked convolution, run in turns. */
function raceOnce(
  runtime: OnnxRuntime,
  threads: number,
  images: readonly number[],
  now: () => number,
): [number, number] {
  const channels = images[1]!;
  const filter = [channels, channels, 3, 3];
  const plain = trial(runtime, threads, images, filter, (builder) =>
    builder.node('Conv', ['x', 'w'], ATTRIBUTES, ['y']),
  );
  const blocked = trial(runtime, threads, images, filter, (builder) => {
    const [x] = builder.node('ReorderInput', ['x'], {}, 1, NCHWC);
    const [y] = builder.node('Conv', [x!, 'w'], { ...ATTRIBUTES, group: 1 }, 1, NCHWC);
    builder.node('ReorderOutput', [y!], { channels }, ['y'], NCHWC);
  });
  const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const feeds = new Map([
    ['x', filled(images)],
    ['w', filled(filter)],
  ]);
  for (let round = 0; round < ROUNDS; round++) {
    [plain, blocked].forEach((session, which) => {
      const start = now();
      session.run(feeds, ['y']);
      best[which as 0 | 1] = Math.min(best[which as 0 | 1], now() - start);
    });
  }
  for (const session of [plain, blocked]) session.release();
  return best;
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
  return runtime.compile(builder.finish(), { threads, optimization: 'basic', arena: true });
}

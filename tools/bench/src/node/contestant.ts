import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Batch } from '@pneumo/data';
import { weightsToSafetensors } from '@pneumo/models';
import { predictBatches } from '@pneumo/training';
import type { Ask, Order } from '../process/protocol.ts';
import { benchBatch } from './images.ts';
import { peakBytes } from './peakBytes.ts';
import { buildModel, countParameters } from './buildModel.ts';
import { startRivalEngine } from './startRivalEngine.ts';
import { startTraining } from './trainer.ts';

// A contestant on TensorFlow.js, whatever the engine, through the same public functions that
// `pneumo train` and `pneumo predict` use.
const order = JSON.parse(process.argv[2]!) as Order;
const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const firstLine = (error: unknown): string => String((error as Error)?.message ?? error).split('\n')[0]!;

const batches = new Map<number, Batch>();
function repeated(count: number, size: number): Batch[] {
  const batch = batches.get(size) ?? benchBatch(size, order.size);
  batches.set(size, batch);
  return Array.from({ length: count }, () => batch);
}

try {
  const about = await startRivalEngine(order);
  const model = buildModel(order);
  if (order.weightsOut !== undefined)
    writeFileSync(order.weightsOut, await weightsToSafetensors(model, { name: order.model }));
  const infer = async (work: Batch[]): Promise<number[]> =>
    Array.from((await predictBatches(model, work)).logits);
  const work = order.task === 'train' ? startTraining(model) : infer;
  const answer = async (ask: Ask): Promise<object> => {
    if (ask.do === 'tune') return { about };
    if (ask.do === 'peak') return { peakBytes: peakBytes() };
    if (ask.do === 'logits') return { logits: await infer(repeated(1, ask.batchSize)) };
    const todo = repeated(ask.count, ask.batchSize);
    const start = performance.now();
    await work(todo);
    return { seconds: (performance.now() - start) / 1000 };
  };
  say({ about, ...countParameters(model) });
  for await (const line of createInterface({ input: process.stdin })) {
    say(await answer(JSON.parse(line) as Ask).catch((error: unknown) => ({ error: firstLine(error) })));
  }
} catch (error) {
  say({ error: firstLine(error) });
}
// Threads of a runtime would keep the process.
process.exit();

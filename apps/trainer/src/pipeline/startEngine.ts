import { isPneumoError } from '@pneumo/core';
import { type EngineChoice, useEngine } from '@pneumo/engine';
import type { EngineRecord } from '@pneumo/training';
import { cacheFolder } from '../cli/cacheFolder.ts';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { enginePlans } from '../run/enginePlans.ts';

/** The engine that computes this run. */
export interface RunningEngine {
  /** Its name, such as `onnx`. */
  name: string;
  /** One line: what was chosen and why. */
  reason: string;
  /** What a checkpoint needs to go on exactly. */
  record(): EngineRecord;
}

/**
 * Starts the engine that a configuration asks for. A resumed run takes up the record of its
 * beginning; a new one what this machine is remembered by, so that a seed gives the same bits twice.
 */
export async function startEngine(
  context: Context,
  config: Pick<TrainConfig, 'engine' | 'threads'> & Partial<Pick<TrainConfig, 'memory'>>,
  earlier?: EngineRecord | null,
): Promise<RunningEngine> {
  const name = (earlier?.name ?? config.engine) as TrainConfig['engine'];
  const { memory = 'fast', threads: asked } = config;
  const plans = enginePlans(cacheFolder(context), { engine: name, memory, threads: asked });
  const known = earlier ?? (await plans.recall());
  const threads = known?.threads ?? (config.threads > 0 ? config.threads : undefined);
  const choice = await startWith(name, {
    ...(threads !== undefined && { threads }),
    memory,
    ...(known?.plan !== undefined && { plan: known.plan }),
  });
  const { plan } = choice.record();
  // Also where what was remembered is of an older version and was refused.
  if (!earlier && plan !== undefined && JSON.stringify(plan) !== JSON.stringify(known?.plan))
    await plans.remember(choice.record());
  context.note(`Engine: ${choice.reason}`);
  return {
    name: choice.name,
    reason: choice.reason,
    record: () => ({ name: choice.name, ...choice.record() }),
  };
}

/** A plan that the engine no longer understands is left out; the checkpoint then says what may differ. */
async function startWith(
  name: TrainConfig['engine'],
  options: { threads?: number; plan?: unknown; memory?: 'fast' | 'small' },
): Promise<EngineChoice> {
  try {
    return await useEngine(name, options);
  } catch (error) {
    if (!isPneumoError(error, 'INVALID_PLAN')) throw error;
    const { plan: _, ...rest } = options;
    return useEngine(name, rest);
  }
}

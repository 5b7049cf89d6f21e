import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@pneumo/data/node';
import type { EngineRecord } from '@pneumo/training';
import { describeMachine, describeVersions } from './machine.ts';

/**
 * How this machine computes, remembered between runs. An engine finds out by measuring; another
 * answer on another day would change the last bits of a run that is to be repeated.
 */
export interface EnginePlans {
  /** What was remembered for this machine, these versions and this number of threads. */
  recall(): Promise<Pick<EngineRecord, 'threads' | 'plan'> | undefined>;
  /** Remembers; a folder that cannot be written is no obstacle to computing. */
  remember(record: Pick<EngineRecord, 'threads' | 'plan'>): Promise<void>;
}

/**
 * Opens the memory in a folder of caches.
 *
 * @param folder - where `engine-plans.json` lies
 * @param asked - what was asked for: engine, memory, threads (0 for the engine's own choice)
 */
export function enginePlans(
  folder: string,
  { engine, memory, threads }: { engine: string; memory: string; threads: number },
): EnginePlans {
  const file = join(folder, 'engine-plans.json');
  const { processor, cores, instructionSets } = describeMachine();
  const key = [
    processor,
    `${cores} cores`,
    ...instructionSets,
    `threads ${threads}`,
    ...(engine.startsWith('onnx:') ? [engine] : []),
    ...(memory === 'fast' ? [] : [`memory ${memory}`]),
    `onnxruntime ${describeVersions()['onnxruntime-node']}`,
  ].join(', ');
  const read = async (): Promise<Record<string, Pick<EngineRecord, 'threads' | 'plan'>>> => {
    try {
      const value: unknown = JSON.parse(await readFile(file, 'utf8'));
      return typeof value === 'object' && value !== null ? (value as Record<string, EngineRecord>) : {};
    } catch {
      return {};
    }
  };
  return {
    recall: async () => (await read())[key],
    async remember(record) {
      try {
        await mkdir(folder, { recursive: true });
        await writeFileAtomic(
          file,
          new TextEncoder().encode(`${JSON.stringify({ ...(await read()), [key]: record }, null, 2)}\n`),
        );
      } catch {
        // The next run measures again.
      }
    },
  };
}

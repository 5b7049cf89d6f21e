import { existsSync } from 'node:fs';
import type { Order } from '../process/protocol.ts';
import { startContestant } from '../process/startContestant.ts';
import type { Installed, Rival } from '../rivals.ts';
import { BATCH_SIZE, OTHER_BATCH_SIZE, type Task, type Workload } from '../workloads.ts';
import { checkAgreement } from './checkAgreement.ts';
import type { Result } from './result.ts';
import { type Member, Team } from './Team.ts';

/** How one task is measured. */
export interface TaskPlan {
  readonly workload: Workload;
  readonly task: Task;
  readonly rivals: readonly Rival[];
  readonly installed: Installed;
  /** Thread counts that the Python side tries. */
  readonly threads: readonly number[];
  readonly rounds: number;
  /** Batches a turn; as many as fill a while when undefined. */
  readonly batches: number | undefined;
  /** When counted rounds should be over, in milliseconds of performance.now(). */
  readonly deadline: number;
  /** A file for the weights that everybody takes over. */
  readonly weightsFile: string;
  readonly log: (line: string) => void;
}

const ANSWER_SECONDS = 150;
const TURN_SECONDS = 1.5;
/** Who takes longer for one batch has one turn only, and is not warmed up when its first takes so long. */
const SLOW_SECONDS = 10;
const HOPELESS_SECONDS = 40;
const LEAST_ROUNDS = 2;

/**
 * Measures one task with all rivals: first steps, thread counts, rounds in turns (so that a machine that
 * slows down slows down all of them), memory, a batch of another size, and whether all compute the same.
 */
export async function runTask(plan: TaskPlan): Promise<Result[]> {
  const results: Result[] = [];
  const team = new Team();
  try {
    for (const rival of plan.rivals) results.push(await enter(rival, plan, team));
    await team.each(async (member) => warmUp(member));
    await runRounds(plan, team);
    await team.each(async (member) => {
      const { peakBytes } = await member.contestant.ask({ do: 'peak' });
      if (typeof peakBytes === 'number') member.result.peakBytes = peakBytes;
    });
    await team.each(async (member) => otherSize(member));
    await checkAgreement(plan.task, results, team);
  } finally {
    await team.stop();
  }
  return results;
}

/** Starts a rival and measures its first batch. */
async function enter(rival: Rival, plan: TaskPlan, team: Team): Promise<Result> {
  const { workload, task, installed, threads, weightsFile } = plan;
  const batchSize = rival.batchSize ?? BATCH_SIZE;
  const result: Result = { workload: workload.name, task, rival: rival.name, batchSize, imagesPerSecond: [] };
  const missing = rival.missing(installed);
  if (missing !== undefined) return { ...result, problem: missing };
  plan.log(`${workload.name} ${task}: ${rival.name} starts`);
  const order: Order = {
    rival: rival.name,
    model: workload.model,
    size: workload.size,
    batchSize,
    task,
    trainableTensors: workload.trainableTensors,
    threads,
    // Without pneumo there are none, and everybody draws its own.
    ...(rival.name === 'pneumo' && { weightsOut: weightsFile }),
    ...(rival.name !== 'pneumo' && existsSync(weightsFile) && { weights: weightsFile }),
    ...(installed.tensorflow !== undefined && { tensorflow: installed.tensorflow }),
  };
  try {
    const contestant = await startContestant(rival.command(installed), order, ANSWER_SECONDS);
    const { about, parameters, trainable } = contestant;
    Object.assign(result, { about, parameters, trainable });
    const member: Member = { result, contestant, batchSeconds: 0 };
    team.add(member);
    await team.try(member, async () => {
      const { seconds } = await contestant.ask({ do: 'batches', count: 1, batchSize });
      member.batchSeconds = seconds;
      result.firstStepSeconds = seconds;
    });
  } catch (error) {
    result.problem = (error as Error).message;
  }
  return result;
}

async function warmUp(member: Member): Promise<void> {
  const { contestant, result } = member;
  if (member.batchSeconds > HOPELESS_SECONDS) return;
  result.about = (await contestant.ask({ do: 'tune' })).about;
  // Two, because the second training step may be another graph: the optimiser's state is there by then.
  const count = member.batchSeconds > SLOW_SECONDS ? 1 : 2;
  const { seconds } = await contestant.ask({ do: 'batches', count, batchSize: result.batchSize });
  member.batchSeconds = seconds / count;
}

async function runRounds(plan: TaskPlan, team: Team): Promise<void> {
  const { workload, task, rounds, deadline, log } = plan;
  const all = new Set(team.members.map(({ result }) => result));
  for (let round = 0; round < rounds && team.members.length > 0; round++) {
    if (round >= LEAST_ROUNDS && performance.now() > deadline) {
      log(`${workload.name} ${task}: stops after ${round} of ${rounds} rounds, the time is up`);
      break;
    }
    await team.each(async (member) => {
      const { contestant, result } = member;
      if (round > 0 && member.batchSeconds > SLOW_SECONDS) return;
      const count = plan.batches ?? Math.min(20, Math.max(1, Math.round(TURN_SECONDS / member.batchSeconds)));
      const { seconds } = await contestant.ask({ do: 'batches', count, batchSize: result.batchSize });
      result.imagesPerSecond[round] = (count * result.batchSize) / seconds;
    });
    for (const { imagesPerSecond } of all) imagesPerSecond[round] ??= null;
    const figures = [...all].map(
      ({ rival, imagesPerSecond }) => `${rival} ${imagesPerSecond[round]?.toFixed(1) ?? '-'}`,
    );
    log(`${workload.name} ${task}: round ${round + 1} of ${rounds}: ${figures.join(', ')} images/s`);
  }
}

async function otherSize(member: Member): Promise<void> {
  const { contestant, result } = member;
  if (member.batchSeconds > SLOW_SECONDS || result.batchSize <= OTHER_BATCH_SIZE) return;
  const ask = { do: 'batches', count: 1, batchSize: OTHER_BATCH_SIZE } as const;
  const seconds: number[] = [];
  for (let i = 0; i < 4; i++) seconds.push((await contestant.ask(ask)).seconds);
  const [first, second, third, fourth] = seconds as [number, number, number, number];
  result.otherSize = { first, second, later: Math.min(third, fourth) };
}

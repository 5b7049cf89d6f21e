import type { Contestant } from '../process/startContestant.ts';
import type { Result } from './result.ts';

/** A contestant at work, with what is known of it so far. */
export interface Member {
  readonly result: Result;
  readonly contestant: Contestant;
  /** Seconds that one batch takes, by the last that was measured. */
  batchSeconds: number;
}

/** The contestants of one task. One that fails leaves it, with its reason in its result. */
export class Team {
  readonly #members = new Set<Member>();

  add(member: Member): void {
    this.#members.add(member);
  }

  get members(): readonly Member[] {
    return [...this.#members];
  }

  /** Lets a member do something; whoever fails is out. */
  async try(member: Member, what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      member.result.problem = (error as Error).message;
      this.#members.delete(member);
      await member.contestant.stop();
    }
  }

  /** Everybody, one after the other. */
  async each(what: (member: Member) => Promise<void>): Promise<void> {
    for (const member of this.members) await this.try(member, () => what(member));
  }

  async stop(): Promise<void> {
    for (const { contestant } of this.#members) await contestant.stop();
    this.#members.clear();
  }
}

import type { Decision, Plan } from '../contracts.ts';
import type { DualSystem } from './dual-system.ts';

/** Where late inferences are noted; a `LiveLink` is one. */
export interface MissLog {
  noteMiss(tick: number): void;
}

/**
 * Ticks in live time. An inference that is not done when its tick must end is not waited for: the last decision is
 * followed, and the policy is asked again in the first tick that finds it idle. What a late inference says is dropped.
 */
export class LiveTicker<O, D extends Decision, P extends Plan, A> {
  private readonly system: DualSystem<O, D, P, A>;
  private readonly misses: MissLog;
  private hasDecided = false;
  private idle = true;
  private lateError: { readonly error: unknown } | null = null;

  constructor(system: DualSystem<O, D, P, A>, misses: MissLog) {
    this.system = system;
    this.misses = misses;
  }

  /**
   * One tick. The very first inference is waited for, there being no decision to follow.
   * @param deadline resolves when the tick must end
   * @returns whether the decision is this tick's own
   * @throws what the policy threw, at once or in an inference that was late
   */
  async tick(deadline: Promise<unknown>): Promise<boolean> {
    if (this.lateError) throw this.lateError.error;
    const due = this.system.settle();
    if (due !== null) await due;
    const asked = this.idle;
    this.system.prepare(asked);
    const fresh = asked && (await this.inTime(deadline));
    if (!fresh) this.misses.noteMiss(this.system.tick);
    this.system.finish(!fresh);
    this.hasDecided = true;
    return fresh;
  }

  private async inTime(deadline: Promise<unknown>): Promise<boolean> {
    const inference = this.system.infer();
    if (!this.hasDecided) {
      await inference;
      return true;
    }
    this.idle = false;
    let late = false;
    const done = inference.then(
      () => {
        this.idle = true;
        return true;
      },
      (error: unknown) => {
        this.idle = true;
        if (!late) throw error;
        this.lateError = { error };
        return false;
      },
    );
    const fresh = await Promise.race([done, deadline.then(() => false)]);
    late = !fresh;
    return fresh;
  }
}

import type { Decision, Plan } from '../../policies/contracts.ts';
import type { DualSystem } from '../../policies/runtime/dual-system.ts';
import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { EpisodeTimer } from './episode-timer.ts';
import type { TimedPlanner } from './timed-planner.ts';

/** An episode between two ticks: the present state, and what the digest and the result keep of the past. */
export interface EpisodeSnapshot {
  readonly system: Float64Array;
  readonly past: Float64Array;
}

/** What a domain keeps of an episode's past for digest and result; see `EpisodePast` for driving, `ManipulationPast` for the arm. */
export interface Past<S> extends Stateful {
  /** After every tick. */
  add(system: S): void;
  /** 64 hexadecimal digits: the world's states, then the two systems'. */
  readonly digest: string;
  readonly worldDigest: string;
}

/** What a domain makes an episode of. */
export interface EpisodeParts<O, D extends Decision, P extends Plan, A> {
  readonly system: DualSystem<O, D, P, A>;
  readonly past: Past<DualSystem<O, D, P, A>>;
  /** Null: an arm without a planner. */
  readonly planner: TimedPlanner<O, D, P> | null;
  readonly timer: EpisodeTimer;
}

/**
 * An episode that can be run tick by tick, snapshot, restored and digested, whatever its domain. The digest runs over the
 * whole present state after every tick; `worldDigest` over the world's part of it alone.
 */
export class EpisodeRun<O, D extends Decision, P extends Plan, A> {
  readonly system: DualSystem<O, D, P, A>;
  /** Wall-clock time spent in inference, ms. */
  inferMs = 0;
  private readonly parts: EpisodeParts<O, D, P, A>;
  /** The past, and what the system remembers of its own beside its state. */
  private readonly memory: Stateful;

  constructor(parts: EpisodeParts<O, D, P, A>) {
    const { system, past } = parts;
    this.parts = parts;
    this.system = system;
    this.memory = {
      exchange: (io) => {
        past.exchange(io);
        system.calls.exchange(io);
        system.statistics.exchangeSamples(io);
      },
    };
  }

  /** Runs one tick; false when the episode has ended. */
  async tick(): Promise<boolean> {
    const { system } = this;
    const { planner, timer, past } = this.parts;
    if (system.ended) return false;
    const due = system.settle();
    if (due !== null) await due;
    const planned = planner?.totalMs ?? 0;
    const start = performance.now();
    system.prepare();
    const asked = performance.now();
    await system.infer();
    const answered = performance.now();
    system.finish();
    this.inferMs += answered - asked;
    timer.addFast(answered - asked);
    timer.addTick(performance.now() - start - ((planner?.totalMs ?? 0) - planned));
    past.add(system);
    return !system.ended;
  }

  /** @throws Error while a plan is being computed: await `system.settleAll()` first */
  snapshot(): EpisodeSnapshot {
    return { system: this.system.snapshot(), past: saveState(this.memory) };
  }

  /** Goes on from a snapshot of an episode of the same setup, to the same result; only timings begin anew. */
  restore(snapshot: EpisodeSnapshot): void {
    this.system.restore(snapshot.system);
    restoreState(this.memory, snapshot.past);
  }

  get digest(): string {
    return this.parts.past.digest;
  }

  get worldDigest(): string {
    return this.parts.past.worldDigest;
  }

  /** Ticks in which a reflex overwrote the action. */
  protected get reflexInterventions(): number {
    return this.system.statistics.reflexTicks.reduce((sum, n) => sum + n, 0);
  }

  /** What the clock said. @param wallMs of the whole episode */
  protected timing(wallMs: number): EpisodeResult['timing'] {
    const { planner, timer } = this.parts;
    const { tick } = this.system;
    const plannerMs = planner?.totalMs ?? 0;
    return {
      wallMs,
      fastMs: tick > 0 ? this.inferMs / tick : null,
      plannerMs: planner !== null && planner.calls > 0 ? plannerMs / planner.calls : null,
      tickUs: tick > 0 ? (1000 * (wallMs - plannerMs)) / tick : null,
      ...timer.timings(planner?.histogram ?? null),
    };
  }
}

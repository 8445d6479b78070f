import type { EgoAction } from '../../sim/driving/ego-action.ts';
import { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type { EpisodeLog, HandOver } from '../../sim/driving/metrics/episode-log.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import { createArm, TUNED, type ArmSettings } from '../../policies/driving/arms.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import { drivingDomain } from '../../policies/driving/driving-domain.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { createDrill, isDrillName } from '../../policies/driving/planner-drills.ts';
import type { LatencySource } from '../../policies/contracts.ts';
import { DualSystem } from '../../policies/runtime/dual-system.ts';
import { fixedLatency, SampledLatency, TraceLatency, zeroLatency } from '../../policies/runtime/latency.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import type { Watchdog } from '../../policies/runtime/planner-call.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { tickDistribution } from '../results/tick-distribution.ts';
import { latencyName, type EpisodeJob, type LatencyChoice } from './job.ts';
import { createPolicy, type DrivingSystem, type LoadedModel } from './driving-system.ts';
import { EpisodePast } from './episode-past.ts';
import { identityOf, NOT_LOGGED, NOT_TIMED, summarise } from './episode-summary.ts';
import { EpisodeTimer } from './episode-timer.ts';
import { TimedPlanner } from './timed-planner.ts';

export type { DrivingSystem, LoadedModel } from './driving-system.ts';

export interface EpisodeSetup {
  readonly job: EpisodeJob;
  readonly spec: DrivingSpec;
  /** Seed of all streams of the episode: split, scenario and number hashed. */
  readonly episodeSeed: string;
  /** Null: the rule policy. */
  readonly model: LoadedModel | null;
  readonly engineVersion: string;
  readonly settings?: ArmSettings;
  readonly watchdog?: Watchdog;
  readonly observers?: readonly RuntimeObserver<DrivingDecision, DrivingPlan, EgoAction>[];
}

/** An episode between two ticks: the present state, and what the digest and the result keep of the past. */
export interface EpisodeSnapshot {
  readonly system: Float64Array;
  readonly past: Float64Array;
}

/**
 * An episode that can be run tick by tick, snapshot, restored and digested. The digest runs over the whole present state
 * after every tick; `worldDigest` over the world's part of it alone.
 */
export class Episode {
  readonly world: DrivingWorld;
  readonly system: DrivingSystem;
  /** Wall-clock time spent in inference, ms. */
  inferMs = 0;
  private readonly planner: TimedPlanner | null;
  private readonly timer: EpisodeTimer;
  private readonly past: EpisodePast;
  /** `past`, and what the system remembers of its own beside its state. */
  private readonly memory: Stateful = {
    exchange: (io) => {
      this.past.exchange(io);
      this.system.calls.exchange(io);
      this.system.statistics.exchangeSamples(io);
    },
  };

  constructor(readonly setup: EpisodeSetup) {
    const { job, spec, episodeSeed } = setup;
    this.world = new DrivingWorld(spec, episodeSeed);
    this.timer = new EpisodeTimer(spec.controlDt);
    this.past = new EpisodePast(this.world);
    const latency = createLatency(job.latency, episodeSeed);
    const arm = createArm(job.arm, this.world, latency, setup.settings ?? TUNED);
    const drill = job.planner !== null && isDrillName(job.planner) ? createDrill(job.planner) : null;
    this.planner = arm.planner === null ? null : new TimedPlanner(drill ?? arm.planner);
    this.system = new DualSystem({
      world: this.world,
      policy: createPolicy(this.world.map, setup.model),
      domain: drivingDomain,
      arm: { ...arm, planner: this.planner },
      onCommand: this.past.onCommand,
      ...(setup.watchdog ? { watchdog: setup.watchdog } : {}),
      ...(setup.observers ? { observers: setup.observers } : {}),
    });
  }

  /** Runs one tick; false when the episode has ended. */
  async tick(): Promise<boolean> {
    const { system } = this;
    if (system.ended) return false;
    const due = system.settle();
    if (due !== null) await due;
    const planner = this.planner?.totalMs ?? 0;
    const start = performance.now();
    system.prepare();
    const asked = performance.now();
    await system.infer();
    const answered = performance.now();
    system.finish();
    this.inferMs += answered - asked;
    this.timer.addFast(answered - asked);
    this.timer.addTick(performance.now() - start - ((this.planner?.totalMs ?? 0) - planner));
    this.past.add(system);
    return !system.ended;
  }

  /**
   * Takes in a tick that another system did, in a world that this one's has been brought to, bit by bit: digest and scores
   * go on from there. Only before the first tick of its own.
   */
  inherit(system: DrivingSystem, handOvers: readonly HandOver[] = []): void {
    this.past.add(system);
    for (const handOver of handOvers) this.past.log.addHandOver(handOver);
  }

  /** @throws Error while a plan is being computed: await `system.settleAll()` first */
  snapshot(): EpisodeSnapshot {
    return { system: this.system.snapshot(), past: saveState(this.memory) };
  }

  /**
   * Goes on from a snapshot of an episode of the same setup, to the same result; only timings begin anew.
   */
  restore(snapshot: EpisodeSnapshot): void {
    this.system.restore(snapshot.system);
    restoreState(this.memory, snapshot.past);
  }

  /** 64 hexadecimal digits: the world's states, then the two systems'. */
  get digest(): string {
    return this.past.digest;
  }

  /** What scores read of the episode so far. */
  get log(): EpisodeLog {
    return this.past.log;
  }

  get worldDigest(): string {
    return this.past.worldDigest;
  }

  /** Ends the episode and sums it up. */
  finish(wallMs: number): EpisodeResult {
    const { world, system } = this;
    system.close();
    const plannerMs = this.planner?.totalMs ?? 0;
    return {
      ...identity(this.setup),
      ...summarise(world, system, {
        reflexInterventions: system.statistics.reflexTicks.reduce((sum, n) => sum + n, 0),
        uncertainty: this.setup.model === null ? null : this.past.summariseUncertainty(),
        clock: 'virtual',
        scores: this.past.scores(),
        digest: this.digest,
        timing: {
          wallMs,
          fastMs: world.tick > 0 ? this.inferMs / world.tick : null,
          plannerMs: this.planner !== null && this.planner.calls > 0 ? plannerMs / this.planner.calls : null,
          tickUs: world.tick > 0 ? (1000 * (wallMs - plannerMs)) / world.tick : null,
          ...this.timer.timings(this.planner?.histogram ?? null),
        },
      }),
    };
  }
}

/** Runs an episode to its end. What it throws becomes an `error` result: named, counted, out of all rates. */
export async function runEpisode(setup: EpisodeSetup): Promise<EpisodeResult> {
  const start = performance.now();
  try {
    const episode = new Episode(setup);
    const { counts } = episode.system.ledger;
    // One hang makes the episode an error; waiting for the watchdog at every further call would help nobody.
    while ((await episode.tick()) && counts.hung === 0);
    const result = episode.finish(performance.now() - start);
    return counts.hung > 0
      ? errorResult(setup, 'planner hang', 'the watchdog stopped a planner call', performance.now() - start)
      : result;
  } catch (error) {
    return errorResult(
      setup,
      'exception',
      error instanceof Error ? error.message : String(error),
      performance.now() - start,
    );
  }
}

/** The result of an episode that could not be brought to its end. */
export function errorResult(
  setup: Pick<EpisodeSetup, 'job' | 'spec' | 'model' | 'engineVersion'>,
  what: string,
  message: string,
  wallMs: number,
): EpisodeResult {
  const none = tickDistribution([], setup.spec.controlDt);
  return {
    ...identity(setup),
    outcome: {
      end: 'error',
      collision: false,
      atFault: null,
      collisionKind: null,
      impactSpeedMps: null,
      collisionWith: null,
    },
    simSeconds: 0,
    ticks: 0,
    controlDt: setup.spec.controlDt,
    minTtcS: null,
    progress: null,
    meanSpeedMps: null,
    hardBrakingShare: null,
    comfort: null,
    planner: {
      calls: 0,
      accepted: 0,
      superseded: 0,
      cancelled: 0,
      timedOut: 0,
      failed: 0,
      expired: 0,
      late: 0,
      inFlightTicks: 0,
    },
    reflexInterventions: 0,
    stalenessMs: none,
    triggerToEffectMs: none,
    plannerLatencyMs: none,
    uncertainty: null,
    ...NOT_LOGGED,
    error: { what, message },
    digest: '',
    timing: { wallMs, fastMs: null, plannerMs: null, tickUs: null, ...NOT_TIMED },
  };
}

function identity({ job, spec, model, engineVersion }: Pick<EpisodeSetup, 'job' | 'spec' | 'model' | 'engineVersion'>) {
  const { suite, scenario, seed, split, arm } = job;
  const latency = latencyName(job.latency);
  const { family } = spec;
  return identityOf({ suite, scenario, seed, split, arm, latency, family, engineVersion, model: model?.facts ?? null });
}

export function createLatency(choice: LatencyChoice, episodeSeed: string): LatencySource {
  switch (choice.kind) {
    case 'zero':
      return zeroLatency();
    case 'fixed':
      return fixedLatency(choice.ms);
    case 'lognormal':
      return new SampledLatency(choice.meanMs, choice.sdMs, episodeSeed);
    case 'trace':
      return new TraceLatency(choice.name, choice.ms);
  }
}

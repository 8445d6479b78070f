import type { EgoAction } from '../../sim/driving/ego-action.ts';
import { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { EpisodeLog, HandOver } from '../../sim/driving/metrics/episode-log.ts';
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
import { EpisodeRun } from './episode-run.ts';
import { identityOf, NOT_LOGGED, NOT_TIMED, summarise } from './episode-summary.ts';
import { EpisodeTimer } from './episode-timer.ts';
import { TimedPlanner } from './timed-planner.ts';

export type { EpisodeSnapshot } from './episode-run.ts';
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

/** An episode of driving. */
export class Episode extends EpisodeRun<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction> {
  readonly world: DrivingWorld;
  private readonly past: EpisodePast;

  constructor(readonly setup: EpisodeSetup) {
    const { job, spec, episodeSeed } = setup;
    const world = new DrivingWorld(spec, episodeSeed);
    const past = new EpisodePast(world);
    const latency = createLatency(job.latency, episodeSeed);
    const arm = createArm(job.arm, world, latency, setup.settings ?? TUNED);
    const drill = job.planner !== null && isDrillName(job.planner) ? createDrill(job.planner) : null;
    const planner = arm.planner === null ? null : new TimedPlanner(drill ?? arm.planner);
    const system = new DualSystem({
      world,
      policy: createPolicy(world.map, setup.model),
      domain: drivingDomain,
      arm: { ...arm, planner },
      onCommand: past.onCommand,
      ...(setup.watchdog ? { watchdog: setup.watchdog } : {}),
      ...(setup.observers ? { observers: setup.observers } : {}),
    });
    super({ system, past, planner, timer: new EpisodeTimer(spec.controlDt) });
    this.world = world;
    this.past = past;
  }

  /**
   * Takes in a tick that another system did, in a world that this one's has been brought to, bit by bit: digest and scores
   * go on from there. Only before the first tick of its own.
   */
  inherit(system: DrivingSystem, handOvers: readonly HandOver[] = []): void {
    this.past.add(system);
    for (const handOver of handOvers) this.past.log.addHandOver(handOver);
  }

  /** What scores read of the episode so far. */
  get log(): EpisodeLog {
    return this.past.log;
  }

  /** Ends the episode and sums it up. */
  finish(wallMs: number): EpisodeResult {
    const { world, system, past } = this;
    system.close();
    return {
      ...identity(this.setup),
      ...summarise(world, system, {
        reflexInterventions: this.reflexInterventions,
        uncertainty: this.setup.model === null ? null : past.summariseUncertainty(),
        clock: 'virtual',
        scores: past.scores(),
        digest: this.digest,
        timing: this.timing(wallMs),
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

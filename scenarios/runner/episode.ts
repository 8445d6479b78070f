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
import { DualSystem } from '../../policies/runtime/dual-system.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import type { Watchdog } from '../../policies/runtime/planner-call.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { latencyName, type EpisodeJob } from './job.ts';
import { createLatency } from './latency-source.ts';
import { createPolicy, type DrivingSystem, type LoadedModel } from './driving-system.ts';
import { EpisodePast } from './episode-past.ts';
import { EpisodeRun } from './episode-run.ts';
import { summarise } from './episode-summary.ts';
import { EpisodeTimer } from './episode-timer.ts';
import { runToEnd } from './run-to-end.ts';
import { errorResultOf, identityOf, type EpisodeFacts } from './runtime-summary.ts';
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
      ...identityOf(factsOf(this.setup)),
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

/** Runs an episode to its end; one that cannot be brought there has an `error` result. */
export function runEpisode(setup: EpisodeSetup): Promise<EpisodeResult> {
  return runToEnd(
    () => new Episode(setup),
    ({ what, message }, wallMs) => errorResult(setup, what, message, wallMs),
  );
}

/** The result of an episode that could not be brought to its end. */
export function errorResult(setup: SetupFacts, what: string, message: string, wallMs: number): EpisodeResult {
  return errorResultOf(factsOf(setup), setup.spec.controlDt, { what, message }, wallMs);
}

type SetupFacts = Pick<EpisodeSetup, 'job' | 'spec' | 'model' | 'engineVersion'>;

function factsOf({ job, spec, model, engineVersion }: SetupFacts): EpisodeFacts {
  const { suite, scenario, seed, split, arm } = job;
  const latency = latencyName(job.latency);
  return {
    suite,
    scenario,
    seed,
    split,
    arm,
    latency,
    family: spec.family,
    engineVersion,
    model: model?.facts ?? null,
  };
}

import type { FastPolicy, LatencySource } from '../../policies/contracts.ts';
import type { ArmDecision } from '../../policies/manipulation/arm-decision.ts';
import { armDomain } from '../../policies/manipulation/arm-domain.ts';
import type { ArmPlan } from '../../policies/manipulation/arm-plan.ts';
import type { ManipulationArm, ManipulationArmSettings } from '../../policies/manipulation/arms.ts';
import { DualSystem } from '../../policies/runtime/dual-system.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import type { Watchdog } from '../../policies/runtime/planner-call.ts';
import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import { scoreArmEpisode } from '../../sim/robotics/metrics/arm-scores.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { ManipulationSpec } from '../../sim/robotics/spec.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { EpisodeRun } from './episode-run.ts';
import { EpisodeTimer } from './episode-timer.ts';
import { latencyName, type LatencyChoice } from './job.ts';
import { createLatency } from './latency-source.ts';
import { ManipulationPast, type ManipulationSystem } from './manipulation-past.ts';
import { summariseManipulation } from './manipulation-summary.ts';
import { runToEnd } from './run-to-end.ts';
import { errorResultOf, identityOf, type EpisodeFacts } from './runtime-summary.ts';
import { TimedPlanner } from './timed-planner.ts';

/** Which episode of the arm it is. */
export interface ManipulationJob {
  readonly suite: string;
  readonly split: string;
  readonly scenario: string;
  readonly seed: number;
  readonly arm: string;
  readonly latency: LatencyChoice;
}

/** The two systems of one episode; all of it carries state. */
export interface ManipulationMinds {
  readonly arm: ManipulationArm;
  readonly policy: FastPolicy<ManipulationObservation, ArmDecision>;
  /** The message of the plan in force to the policy, see `guidanceIn`. Default: none. */
  readonly guidanceOf?: (plan: ArmPlan) => Float64Array;
}

export interface ManipulationSetup {
  readonly job: ManipulationJob;
  readonly spec: ManipulationSpec;
  /** Seed of all streams of the episode: split, scenario and number hashed. */
  readonly episodeSeed: string;
  /** Composes the two systems anew for every episode. @param latency the job's */
  readonly compose: (world: ManipulationWorld, latency: LatencySource) => ManipulationMinds;
  /** Of the fast policy; null: one without weights, whose uncertainty is not calibrated. */
  readonly model: EpisodeFacts['model'];
  readonly engineVersion: string;
  /** Tuned constants that it is composed with, for its record. Default: `TUNED`. */
  readonly settings?: ManipulationArmSettings;
  readonly watchdog?: Watchdog;
  readonly observers?: readonly RuntimeObserver<ArmDecision, ArmPlan, ArmAction>[];
}

/** An episode of the arm. */
export class ManipulationEpisode extends EpisodeRun<ManipulationObservation, ArmDecision, ArmPlan, ArmAction> {
  readonly world: ManipulationWorld;
  private readonly past: ManipulationPast;

  constructor(readonly setup: ManipulationSetup) {
    const { job, spec, episodeSeed } = setup;
    const world = new ManipulationWorld(spec, episodeSeed);
    const past = new ManipulationPast(world);
    const { arm, policy, guidanceOf } = setup.compose(world, createLatency(job.latency, episodeSeed));
    const planner = arm.planner === null ? null : new TimedPlanner(arm.planner);
    const system = new DualSystem({
      world,
      policy,
      domain: armDomain,
      arm: { ...arm, planner },
      ...(guidanceOf ? { guidanceOf } : {}),
      ...(setup.watchdog ? { watchdog: setup.watchdog } : {}),
      ...(setup.observers ? { observers: setup.observers } : {}),
    });
    super({ system, past, planner, timer: new EpisodeTimer(spec.controlDt) });
    this.world = world;
    this.past = past;
  }

  /** Takes in a tick that another system did, in a world that this one's has been brought to; see `Episode.inherit`. */
  inherit(system: ManipulationSystem): void {
    this.past.add(system);
  }

  /** Ends the episode and sums it up. */
  finish(wallMs: number): EpisodeResult {
    const { world, system, past } = this;
    system.close();
    return {
      ...identityOf(factsOf(this.setup)),
      ...summariseManipulation(world, system, {
        reflexInterventions: this.reflexInterventions,
        uncertainty: this.setup.model === null ? null : past.summariseUncertainty(),
        clock: 'virtual',
        scores: scoreArmEpisode(world),
        digest: this.digest,
        timing: this.timing(wallMs),
      }),
    };
  }
}

/** Runs an episode of the arm to its end; one that cannot be brought there has an `error` result. */
export function runManipulationEpisode(setup: ManipulationSetup): Promise<EpisodeResult> {
  return runToEnd(
    () => new ManipulationEpisode(setup),
    (error, wallMs) => errorResultOf(factsOf(setup), setup.spec.controlDt, error, wallMs),
  );
}

function factsOf({ job, spec, model, engineVersion }: ManipulationSetup): EpisodeFacts {
  const { suite, scenario, seed, split, arm } = job;
  const latency = latencyName(job.latency);
  const domain = 'manipulation';
  return { domain, suite, scenario, seed, split, arm, latency, family: spec.family, engineVersion, model };
}

import { drivingDomain } from '../../policies/driving/driving-domain.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import type { FastModel, Inference } from '../../policies/driving/fast-policy.ts';
import type { FastPolicy } from '../../policies/contracts.ts';
import { DualSystem } from '../../policies/runtime/dual-system.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import { MEASURED, type PlannerLink } from '../../policies/runtime/planner-link.ts';
import { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import { InterventionProblem } from '../../sim/driving/intervention-problem.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { EpisodeLog } from '../../sim/driving/metrics/episode-log.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { createPolicy, type DrivingSystem } from '../runner/driving-system.ts';
import { EpisodePast } from '../runner/episode-past.ts';
import { summarise } from '../runner/episode-summary.ts';
import { EpisodeTimer } from '../runner/episode-timer.ts';
import { identityOf } from '../runner/runtime-summary.ts';
import { intervention, type Intervention, type LiveComponents, type TimedIntervention } from './intervention.ts';
import { BRAKE_REFLEX, createLiveArm, type LiveArm } from './live-arm.ts';

export type DrivingLink = PlannerLink<DrivingObservation, DrivingDecision, DrivingPlan>;
export type DrivingObserver = RuntimeObserver<DrivingDecision, DrivingPlan, EgoAction>;

/** All that a live episode begins with. */
export interface LiveSetup {
  /** Id of the scenario, or the file's name, and the scenario itself. */
  readonly scenario: string;
  readonly scenarioValue: unknown;
  /** Of the user's range. */
  readonly seed: number;
  readonly split: string;
  /** Seed of all streams: split, scenario and number hashed. */
  readonly episodeSeed: string;
  /** With spare obstacles, where some are to be dropped (`withSpareObstacles`). */
  readonly spec: DrivingSpec;
  readonly components: LiveComponents;
  /** Facts of the fast policy's model, and the network; both null: the rule policy. */
  readonly model: FastModel | null;
  readonly inference: Inference | null;
  /** Where the network runs at the start; records of WebGPU replay from their recorded outputs. */
  readonly backend: 'webgpu' | 'wasm';
  readonly engineVersion: string;
}

/** Name of the arm and the suite in results and records of live episodes. */
export const LIVE_ARM = 'live';

/**
 * An episode in which a person can meddle. Whoever owns it runs the ticks (`LiveTicker`, or `system.runTick`) and calls
 * `afterTick` after each; `intervene` is allowed between two ticks. With the link's trace and `interventions` it repeats
 * to the bit (`replayLive`).
 */
export class LiveEpisode {
  readonly world: DrivingWorld;
  readonly system: DrivingSystem;
  readonly policy: FastPolicy<DrivingObservation, DrivingDecision>;
  /** Wall-clock time spent in inference, ms, kept by whoever runs the ticks; goes into the result's timings. */
  inferMs = 0;
  /** Of single ticks, kept by whoever runs them; goes into the result as well. */
  readonly timer: EpisodeTimer;
  private readonly arm: LiveArm;
  private readonly done: TimedIntervention[] = [];
  private planner: string;
  private latencyMs: number;
  private readonly past: EpisodePast;

  /**
   * @param link where plans come from: live, a replay, or virtual time
   * @throws Error when the spec cannot be simulated, or the model and the inference do not fit
   */
  constructor(
    readonly setup: LiveSetup,
    private readonly link: DrivingLink,
    observers: readonly DrivingObserver[] = [],
  ) {
    const { spec, episodeSeed, components, model, inference } = setup;
    if ((model === null) !== (inference === null)) {
      throw new Error('A live episode needs both model and inference, or neither.');
    }
    this.world = new DrivingWorld(spec, episodeSeed);
    this.timer = new EpisodeTimer(spec.controlDt);
    this.past = new EpisodePast(this.world);
    this.arm = createLiveArm(this.world, components);
    this.planner = components.planner;
    this.latencyMs = components.latencyMs;
    const loaded = model === null || inference === null ? null : { facts: model, inference };
    this.policy = createPolicy(this.world.map, loaded);
    this.system = new DualSystem({
      world: this.world,
      policy: this.policy,
      domain: drivingDomain,
      arm: this.arm.arm,
      link,
      observers,
      onCommand: this.past.onCommand,
    });
  }

  /** What is in force now. */
  get components(): LiveComponents {
    const { gate, merge, brake, person } = this.arm;
    return {
      gate: gate.gate,
      level: gate.level,
      merge: merge.name,
      brake: brake.on,
      planner: this.planner,
      latencyMs: this.latencyMs,
      driving: person.driving,
    };
  }

  /** What was done so far, in order. */
  get interventions(): readonly TimedIntervention[] {
    return this.done;
  }

  /** Spare obstacles that were not dropped yet. */
  get obstaclesLeft(): number {
    let left = 0;
    for (let row = 1; row < this.world.actors.count; row++) if (this.world.isAbsent(row)) left++;
    return left;
  }

  /**
   * Takes effect before the next tick.
   * @throws InterventionProblem when it cannot be done; then nothing has changed
   * @throws Error within a tick
   */
  intervene(wanted: Intervention): void {
    const parsed = intervention.safeParse(wanted);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0];
      throw new InterventionProblem(`The intervention's ${path.join('.') || 'kind'} is wrong: ${message}.`);
    }
    if (this.system.ended) throw new InterventionProblem('The episode has ended: reset it first.');
    if (!this.system.betweenTicks) throw new Error('intervene() is allowed only between ticks.');
    this.perform(parsed.data);
    this.done.push({ tick: this.world.tick, intervention: parsed.data });
  }

  /** After every tick: the digest and the log of the episode go on. */
  afterTick(): void {
    this.past.add(this.system);
  }

  /** 64 hexadecimal digits: the world's states after every tick, then the two systems'. */
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

  /** Ends the episode and sums it up; one that was cut short counts as timed out. @param wallMs wall-clock time it took, ms */
  finish(wallMs: number): EpisodeResult {
    const { world, system, setup } = this;
    system.close();
    const { scenario, seed, split, engineVersion, model } = setup;
    const { family } = setup.spec;
    const latency = system.latencyName;
    return {
      ...identityOf({ suite: LIVE_ARM, scenario, seed, split, arm: LIVE_ARM, latency, family, engineVersion, model }),
      ...summarise(world, system, {
        // Ticks at the wheel are no interventions of a reflex.
        reflexInterventions: system.statistics.reflexTicks[BRAKE_REFLEX],
        uncertainty: model === null ? null : this.past.summariseUncertainty(),
        clock: latency === MEASURED ? 'live' : 'virtual',
        scores: this.past.scores(),
        digest: this.digest,
        timing: {
          wallMs,
          fastMs: world.tick > 0 ? this.inferMs / world.tick : null,
          plannerMs: this.timer.plannerMs,
          // Not the wall-clock time: a person may have paused, or slowed the world down.
          tickUs: this.timer.tickUs,
          ...this.timer.timings(null),
        },
      }),
    };
  }

  private perform(wanted: Intervention): void {
    const { arm, world } = this;
    switch (wanted.kind) {
      case 'gate':
        arm.gate.choose(wanted.gate, wanted.level);
        return;
      case 'merge':
        arm.merge.choose(wanted.merge);
        return;
      case 'brake':
        arm.brake.switch(wanted.on);
        return;
      case 'latency':
        this.latencyMs = wanted.ms;
        this.link.expectedMs = wanted.ms;
        return;
      case 'planner':
        this.planner = wanted.planner;
        return;
      case 'drive':
        arm.person.drive(wanted.on, wanted.accelerationMps2, wanted.leftMps);
        return;
      case 'push':
        world.push(this.rowOf(wanted.entity), wanted.forwardMps, wanted.leftMps);
        return;
      case 'drop':
        world.place(this.nextSpare(), wanted.x, wanted.y);
        return;
    }
  }

  private rowOf(entity: string): number {
    const row = this.world.actors.ids.indexOf(entity);
    if (row < 0) throw new InterventionProblem(`There is nobody called ${JSON.stringify(entity)} in this episode.`);
    return row;
  }

  private nextSpare(): number {
    const { world } = this;
    for (let row = 1; row < world.actors.count; row++) if (world.isAbsent(row)) return row;
    throw new InterventionProblem('No spare obstacle is left: reset the episode to get new ones.');
  }
}

import { DrivingWorld, type EpisodeEnd } from '../../sim/driving/driving-world.ts';
import { EgoAction } from '../../sim/driving/ego-action.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { createArm } from '../../policies/driving/arms.ts';
import { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import { drivingDomain } from '../../policies/driving/driving-domain.ts';
import { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { LearnedPolicy } from '../../policies/driving/fast-policy.ts';
import { Features } from '../../policies/driving/features.ts';
import { FollowMerge } from '../../policies/driving/merge.ts';
import { EXPERT, PrivilegedPlanner } from '../../policies/driving/privileged-planner.ts';
import { PLANNER_EVALUATIONS } from '../../policies/driving/settings.ts';
import { Scene } from '../../policies/driving/value/scene.ts';
import { fillSensedScene } from '../../policies/driving/value/sensed-scene.ts';
import { DualSystem } from '../../policies/runtime/dual-system.ts';
import { zeroLatency } from '../../policies/runtime/latency.ts';
import type { LoadedModel } from '../runner/episode.ts';
import { Disturbance } from './disturbance.ts';
import { ROW_LENGTH, writeRow } from './sample.ts';

/** The expert is asked this often, s. */
const LABEL_PERIOD_S = 0.2;
/** A prediction of harm this large marks a state that nobody can save; it teaches nothing. */
const HOPELESS_HARM = 3;

export interface CollectedEpisode {
  readonly rows: Float32Array;
  readonly end: EpisodeEnd;
}

/**
 * Runs one episode and labels what the driver meets with what the privileged expert would do there. Without a model the
 * expert drives; with one the policy drives (DAgger, Ross, Gordon and Bagnell 2011). Both are disturbed now and then.
 */
export async function collectEpisode(
  spec: DrivingSpec,
  episodeSeed: string,
  model: LoadedModel | null,
): Promise<CollectedEpisode> {
  const world = new DrivingWorld(spec, episodeSeed);
  const period = Math.max(1, Math.round(LABEL_PERIOD_S / spec.controlDt));
  const labels = new Labels(world, Math.ceil(spec.timeLimitS / LABEL_PERIOD_S) + 2);
  const disturbance = new Disturbance(episodeSeed, spec.timeLimitS);
  if (model !== null) {
    const system = new DualSystem({
      world,
      policy: new LearnedPolicy(world.map, model.facts, model.inference),
      domain: drivingDomain,
      arm: { ...createArm('fast', world, zeroLatency()), reflexes: [disturbance] },
    });
    while (!system.ended) {
      if (world.tick % period === 0) labels.ask(null);
      await system.runTick();
    }
  } else {
    const merge = new FollowMerge();
    const action = new EgoAction();
    const decision = new DrivingDecision();
    let plan: DrivingPlan | null = null;
    const context = { tick: 0, controlDt: spec.controlDt, blocking: false };
    while (!world.ended) {
      if (world.tick % period === 0) plan = labels.ask(plan);
      context.tick = world.tick;
      merge.merge(world.observe(), decision, plan, context, action);
      disturbance.apply(world.observe(), decision, context, action);
      world.step(action);
    }
  }
  return { rows: labels.rows.slice(0, labels.count * ROW_LENGTH), end: world.end };
}

/** Asks the expert at the present state and writes a row. */
class Labels {
  readonly rows: Float32Array;
  count = 0;
  private readonly expert: PrivilegedPlanner;
  private readonly features = new Features();
  private readonly scene: Scene;
  private readonly plan = new DrivingPlan();
  private readonly decision = new DrivingDecision();

  constructor(
    private readonly world: DrivingWorld,
    capacity: number,
  ) {
    this.rows = new Float32Array(capacity * ROW_LENGTH);
    this.expert = new PrivilegedPlanner(world, EXPERT);
    this.scene = new Scene(world.map);
  }

  ask(inForce: DrivingPlan | null): DrivingPlan {
    const { world } = this;
    const observation = world.observe();
    const request = {
      id: this.count,
      tick: world.tick,
      controlDt: world.controlDt,
      expectedDelayTicks: 0,
      observation,
      decision: this.decision,
      inForce,
    };
    for (const plan of this.expert.plan(request, { evaluations: PLANNER_EVALUATIONS }, NEVER)) this.plan.copy(plan);
    if (this.plan.harm < HOPELESS_HARM) {
      fillSensedScene(observation, this.scene);
      writeRow(this.rows, this.count++, this.features.build(observation, this.scene), this.plan);
    }
    return this.plan;
  }
}

const NEVER = new AbortController().signal;

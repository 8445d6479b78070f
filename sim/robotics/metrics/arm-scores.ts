import type { ManipulationWorld } from '../manipulation-world.ts';

/** One number of a metric (`ARM_METRICS`). */
export interface ArmScore {
  /** Null when not defined. */
  readonly value: number | null;
  /** Weight: ticks, steps, objects … as the metric's entry in the table says. */
  readonly n: number;
  /** False: nothing to judge, or too short; `value` is then left out of means. */
  readonly valid: boolean;
}

/** Third differences of positions need four. */
const JERK_TICKS = 4;

/**
 * All scores of an episode of the arm by the id of their metric. Also for an episode that still runs; what cannot be told
 * yet is not valid.
 */
export function scoreArmEpisode(world: ManipulationWorld) {
  const { metrics, manipulator, judge, spec } = world;
  const { ticks, hand, dropped } = metrics;
  const { steps, saturatedSteps } = manipulator.arm;
  const { grasps } = manipulator.grasp;
  const alone = spec.person === null;
  return {
    'arm-success': world.ended ? measured(world.end === 'goal' ? 1 : 0, 1) : NOTHING,
    'arm-success-time': world.end === 'goal' ? measured(metrics.successS, 1) : NOTHING,
    'arm-drops': grasps > 0 ? measured(dropped.drops, grasps) : NOTHING,
    'arm-obstacle-clearance': spec.obstacles.length > 0 ? overTicks(metrics.obstacleM, ticks) : NOTHING,
    'arm-person-clearance': alone ? NOTHING : overTicks(metrics.personM, ticks),
    'arm-near-person-share': alone ? NOTHING : overTicks(metrics.nearPersonShare, ticks),
    'arm-hand-path': overTicks(hand.pathM, ticks - 1),
    'arm-hand-jerk': overTicks(hand.jerkRmsMps3, ticks - JERK_TICKS + 1),
    'arm-peak-force': overTicks(metrics.peakForceN, ticks),
    'arm-torque-saturation': overTicks(saturatedSteps / steps, steps),
    'arm-grasp-attempts': judge.object >= 0 ? overTicks(manipulator.gripper.attempts, ticks) : NOTHING,
  } satisfies Record<string, ArmScore>;
}

/** Ids of the arm's metrics. */
export type ArmScoreId = keyof ReturnType<typeof scoreArmEpisode>;

const NOTHING: ArmScore = { value: null, n: 0, valid: false };

function measured(value: number, n: number): ArmScore {
  return { value, n, valid: true };
}

function overTicks(value: number, n: number): ArmScore {
  return n > 0 ? measured(value, n) : NOTHING;
}

import { CHUNK_KNOTS } from '../../policies/manipulation/action-chunk.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ArmFrame } from './arm-scene.ts';

/** Where everything is in a world; what the two systems do is left as it is. */
export function readArmWorld(world: ManipulationWorld, out: ArmFrame): void {
  const { manipulator, objects, scene, collision } = world;
  out.tick = world.tick;
  out.end = world.end;
  out.progress = world.progress;
  out.links.set(manipulator.arm.kinematics.frames);
  out.widthM = manipulator.gripper.widthM;
  out.held = manipulator.grasp.held;
  out.objects.set(objects.poses);
  out.obstacles.set(scene.obstacles.volumes.poses);
  if (scene.person !== null) out.person.set(scene.person.joints);
  out.collision = collision.partner;
  out.collisionRow = collision.partner === 'obstacle' || collision.partner === 'object' ? collision.other : -1;
}

/** What is read of the plan in force; an `ArmPlan` is one. */
export interface PlannedWay {
  readonly fromTick: number;
  readonly horizonTicks: number;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly z: ArrayLike<number>;
}

/** Where the plan in force leads, up to the first point that is not finite. @param plan null: none */
export function readPlannedWay(plan: PlannedWay | null, out: ArmFrame): void {
  out.planPoints = 0;
  if (plan === null || out.tick > plan.fromTick + plan.horizonTicks + 1) return;
  const { x, y, z } = plan;
  const count = Math.min(CHUNK_KNOTS, x.length, y.length, z.length);
  for (let k = 0; k < count; k++) {
    if (!(Number.isFinite(x[k]) && Number.isFinite(y[k]) && Number.isFinite(z[k]))) return;
    out.plan[3 * k] = x[k];
    out.plan[3 * k + 1] = y[k];
    out.plan[3 * k + 2] = z[k];
    out.planPoints++;
  }
}

import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ManipulationSystem } from './manipulation-past.ts';
import { summariseRuntime, type EpisodeMeasures } from './runtime-summary.ts';

/**
 * The result of an episode of the arm that was closed, but for which episode it is. What only driving measures is null;
 * the mean speed is that of the tool centre point.
 */
export function summariseManipulation(world: ManipulationWorld, system: ManipulationSystem, measures: EpisodeMeasures) {
  const dt = world.controlDt;
  const collided = world.end === 'collision';
  const { hand, ticks } = world.metrics;
  return {
    outcome: {
      end: world.end === 'running' ? 'timeout' : world.end,
      collision: collided,
      atFault: null,
      collisionKind: collided ? world.collision.partner : null,
      impactSpeedMps: collided ? world.collision.impactSpeedMps : null,
      collisionWith: collided ? idOfOther(world) : null,
    },
    simSeconds: Math.round(world.tick * dt * 1e6) / 1e6,
    ticks: world.tick,
    controlDt: dt,
    minTtcS: null,
    progress: world.progress,
    // Its way is measured from the end of the first tick on.
    meanSpeedMps: ticks > 1 ? hand.pathM / ((ticks - 1) * dt) : null,
    hardBrakingShare: null,
    comfort: null,
    ...summariseRuntime(system, dt, measures),
  } as const;
}

/** What the arm ran into: the id of obstacle or object, `person`, `table` (or a belt), or its own link or fingers. */
export function idOfOther({ collision: { partner, other }, spec }: ManipulationWorld): string {
  switch (partner) {
    case 'obstacle':
      return spec.obstacles[other].id;
    case 'object':
      return spec.objects[other].id;
    case 'self': {
      const { links } = spec.arm.model;
      return other < links.length ? links[other].name : 'fingers';
    }
    default:
      return partner;
  }
}

import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { DrivingSystem } from './driving-system.ts';
import { summariseRuntime, type EpisodeMeasures } from './runtime-summary.ts';

/** The result of an episode of driving that was closed, but for which episode it is. */
export function summarise(world: DrivingWorld, system: DrivingSystem, measures: EpisodeMeasures) {
  const dt = world.controlDt;
  const collided = world.end === 'collision';
  return {
    outcome: {
      end: world.end === 'running' ? 'timeout' : world.end,
      collision: collided,
      atFault: collided ? world.atFault : null,
      collisionKind: world.collisionKind,
      impactSpeedMps: collided ? world.impactSpeedMps : null,
      collisionWith: collided ? world.actors.ids[world.collisionRow] : null,
    },
    simSeconds: Math.round(world.tick * dt * 1e6) / 1e6,
    ticks: world.tick,
    controlDt: dt,
    minTtcS: Number.isFinite(world.metrics.minTtcS) ? world.metrics.minTtcS : null,
    progress: world.progress,
    meanSpeedMps: world.metrics.meanSpeedMps,
    hardBrakingShare: world.metrics.hardBrakingShare,
    comfort: world.metrics.comfort,
    ...summariseRuntime(system, dt, measures),
  } as const;
}

import type { ActorSpec } from '../../../sim/driving/spec.ts';

/** The distinct desired speeds of drivers, as a measure of how different they are. */
export function laneChangeSpecs(actors: readonly ActorSpec[]): Set<number> {
  return new Set(actors.map(({ behaviour }) => (behaviour.kind === 'drive' ? behaviour.follow.desiredSpeedMps : 0)));
}

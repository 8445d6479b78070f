import { EGO } from '../actor-table.ts';
import type { CollisionKind } from '../collision.ts';
import type { ActorKind } from '../spec.ts';
import { METRIC_CONSTANTS as C } from './constants.ts';
import type { EpisodeLog, Score } from './episode-log.ts';
import { judged, measured, undefinedScore } from './score.ts';

/** Classes in which nuPlan counts collisions; its bicycles include motorcycles. */
const NUPLAN_ALLOWED: Readonly<Record<ActorKind, number>> = {
  pedestrian: C.allowedVru.value,
  cyclist: C.allowedVru.value,
  motorcycle: C.allowedVru.value,
  car: C.allowedVehicles.value,
  van: C.allowedVehicles.value,
  truck: C.allowedVehicles.value,
  debris: C.allowedObjects.value,
  barrier: C.allowedObjects.value,
};

/** Collisions by nuPlan's type and fault; an episode ends with its first one. */
export function collisionScores(log: EpisodeLog) {
  const n = log.actors.length - 1;
  const { collision } = log;
  const known = (score: Score) => (log.count > 0 ? score : undefinedScore());
  const isKind = (kind: CollisionKind) => known(judged(collision?.kind === kind, n));
  return {
    collision: known(judged(collision !== null, n)),
    atFaultCollision: known(judged(collision?.atFault === true, n)),
    collisionStoppedEgo: isKind('stopped-ego'),
    collisionStoppedTrack: isKind('stopped-track'),
    collisionActiveRear: isKind('active-rear'),
    collisionActiveFront: isKind('active-front'),
    collisionActiveLateral: isKind('active-lateral'),
    noAtFaultCollision: known(measured(noAtFault(log), n)),
  };
}

function noAtFault({ actors, collision }: EpisodeLog): number {
  if (collision === null || !collision.atFault) return 1;
  return Math.max(0, 1 - 1 / (NUPLAN_ALLOWED[actors[collision.actor].kind] + 1));
}

/** Infinity: it does not move. */
const MASS_KG: Readonly<Record<ActorKind, number>> = {
  car: C.carMass.value,
  van: C.vanMass.value,
  truck: C.truckMass.value,
  motorcycle: C.motorcycleMass.value,
  cyclist: C.cyclistMass.value,
  pedestrian: C.pedestrianMass.value,
  debris: C.debrisMass.value,
  barrier: Infinity,
};

/** How hard the collision was, from velocities at the last sample, which is that of the contact. */
export function impactScores(log: EpisodeLog) {
  const { collision, count } = log;
  if (collision === null || count === 0) {
    const none = undefinedScore();
    return {
      impactSpeedMps: none,
      impactDeltaVMps: none,
      impactDeltaVOtherMps: none,
      impactDeltaVNuplanMps: none,
      impactEnergyJ: none,
    };
  }
  const first = (count - 1) * log.actors.length;
  const dx = log.vx[first + EGO] - log.vx[first + collision.actor];
  const dy = log.vy[first + EGO] - log.vy[first + collision.actor];
  const speed = Math.sqrt(dx * dx + dy * dy);
  const ego = C.egoMass.value;
  const other = MASS_KG[log.actors[collision.actor].kind];
  // Shares of the closing speed that each loses in a plastic impact.
  const egoShare = other === Infinity ? 1 : other / (ego + other);
  return {
    impactSpeedMps: measured(speed, 1),
    impactDeltaVMps: measured(egoShare * speed, 1),
    impactDeltaVOtherMps: measured((1 - egoShare) * speed, 1),
    impactDeltaVNuplanMps: measured((C.nuplanMass.value / (C.nuplanMass.value + C.nuplanMass.value)) * speed, 1),
    impactEnergyJ: measured(0.5 * ego * egoShare * speed * speed, 1),
  };
}

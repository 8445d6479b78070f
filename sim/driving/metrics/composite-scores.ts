import { EGO } from '../actor-table.ts';
import type { ActorKind } from '../spec.ts';
import { METRIC_CONSTANTS as C } from './constants.ts';
import type { EpisodeLog, Score } from './episode-log.ts';
import { measured, undefinedScore } from './score.ts';

/** The scores that composites are made of. */
export interface CompositeParts {
  readonly noAtFaultCollision: Score;
  readonly drivableArea: Score;
  readonly drivableAreaStrict: Score;
  readonly drivingDirection: Score;
  readonly makingProgress: Score;
  readonly progressRatio: Score;
  readonly pdmsProgress: Score;
  readonly ttcWithinBound: Score;
  readonly pdmsTtc: Score;
  readonly speedLimit: Score;
  readonly comfort: Score;
  readonly routeCompletion: Score;
  readonly outsideLaneShare: Score;
}

export function compositeScores(log: EpisodeLog, parts: CompositeParts) {
  return {
    nuplanClosedLoop: weighted(
      log.count,
      [parts.noAtFaultCollision, parts.drivableArea, parts.makingProgress, parts.drivingDirection],
      [
        [C.nuplanProgressWeight.value, parts.progressRatio],
        [C.nuplanTtcWeight.value, parts.ttcWithinBound],
        [C.nuplanSpeedLimitWeight.value, parts.speedLimit],
        [C.nuplanComfortWeight.value, parts.comfort],
      ],
    ),
    pdms: weighted(
      log.count,
      [parts.noAtFaultCollision, parts.drivableAreaStrict],
      [
        [C.pdmsProgressWeight.value, parts.pdmsProgress],
        [C.pdmsTtcWeight.value, parts.pdmsTtc],
        [C.pdmsComfortWeight.value, parts.comfort],
      ],
    ),
    ...carlaScores(log, parts),
  };
}

/**
 * Product of the multipliers times the weighted mean. A multiplier of 0 decides, whatever else is not defined: an early
 * crash must not fall out of the mean because the drive was too short to judge its comfort.
 */
function weighted(n: number, multipliers: readonly Score[], parts: readonly (readonly [number, Score])[]): Score {
  if (multipliers.some(({ value }) => value === 0)) return measured(0, n);
  let product = 1;
  let sum = 0;
  let weights = 0;
  for (const { value } of multipliers) {
    if (value === null) return undefinedScore(n);
    product *= value;
  }
  for (const [weight, { value }] of parts) {
    if (value === null) return undefinedScore(n);
    sum += weight * value;
    weights += weight;
  }
  return measured((product * sum) / weights, n);
}

type CarlaClass = 'pedestrian' | 'vehicle' | 'static';

/** By CARLA's blueprints: bicycles and motorcycles are vehicles. */
const CARLA_CLASS: Readonly<Record<ActorKind, CarlaClass>> = {
  pedestrian: 'pedestrian',
  cyclist: 'vehicle',
  motorcycle: 'vehicle',
  car: 'vehicle',
  van: 'vehicle',
  truck: 'vehicle',
  debris: 'static',
  barrier: 'static',
};

const FACTOR_20: Readonly<Record<CarlaClass, number>> = {
  pedestrian: C.carla20Pedestrian.value,
  vehicle: C.carla20Vehicle.value,
  static: C.carla20Static.value,
};

const COEFFICIENT_21: Readonly<Record<CarlaClass, number>> = {
  pedestrian: C.carla21Pedestrian.value,
  vehicle: C.carla21Vehicle.value,
  static: C.carla21Static.value,
};

function carlaScores(log: EpisodeLog, { routeCompletion, outsideLaneShare }: CompositeParts) {
  if (routeCompletion.value === null || outsideLaneShare.value === null) {
    return { carla20: undefinedScore(log.count), carla21: undefinedScore(log.count) };
  }
  const percent = 100 * routeCompletion.value * (1 - outsideLaneShare.value);
  const hit = carlaCollision(log);
  return {
    carla20: measured(percent * (hit === null ? 1 : FACTOR_20[hit]), log.count),
    carla21: measured(percent / (1 + (hit === null ? 0 : COEFFICIENT_21[hit])), log.count),
  };
}

/** What was hit, whoever's fault; null: nothing, or by an ego that stood. */
function carlaCollision({ collision, actors, count, vx, vy }: EpisodeLog): CarlaClass | null {
  if (collision === null) return null;
  const at = (count - 1) * actors.length + EGO;
  const speed = Math.sqrt(vx[at] * vx[at] + vy[at] * vy[at]);
  return speed < C.carlaCollisionSpeed.value ? null : CARLA_CLASS[actors[collision.actor].kind];
}

import type { Lane, RoadMap } from '../../sim/driving/map/types.ts';
import type { ActorSpec, BehaviourSpec, EgoSpec, FollowSpec } from '../../sim/driving/spec.ts';
import { RandomStream } from '../../sim/kernel/random.ts';
import { BODY_SIZES, EGO_SIZE } from './body-sizes.ts';
import type { Draws } from './draws.ts';
import { QUANTITIES as Q } from './quantity.ts';
import { laneNumbers } from './resolve-actor.ts';
import type { TrafficStream } from './schema.ts';

/** Most slots of one stream in one lane. */
const MOST_SLOTS = 60;

/** A vehicle starts at most this share of a slot away from the slot's middle: neighbours keep 0.4 slots from front to front. */
const JITTER = 0.3;

/** Trucks over 3.5 t do not go faster, m/s (speed limiters of Directive 92/6/EEC: 90 km/h). */
const TRUCK_SPEED_MPS = 25;

/** Gap that a follower finds at the start, behind whom it can follow calmly: time gap, s, at least this, m, and braking gently from a higher speed, m/s2. */
const START_GAP_S = 1;
const START_GAP_M = 8;
const START_DECEL_MPS2 = 2.5;

/**
 * The drivers of one stream. Each slot draws from a stream of its own; a vehicle that would start too near to the ego or
 * to one of `others` is left out, which changes none of the rest.
 */
export function backgroundTraffic(
  stream: TrafficStream,
  index: number,
  ego: EgoSpec,
  egoD: number,
  others: readonly ActorSpec[],
  map: RoadMap,
  seed: string,
  draws: Draws,
): ActorSpec[] {
  const draw = draws.scope(['traffic', index], `traffic/${stream.id}`);
  const drawn = {
    present: draw(stream.when, Q.presence, 'when') > 0,
    fromS: draw(stream.fromS, Q.along, 'fromS'),
    toS: draw(stream.toS, Q.along, 'toS'),
    speedMps: draw(stream.speedMps, Q.positiveSpeed, 'speedMps'),
    speedSpread: draw(stream.speedSpread, Q.share, 'speedSpread'),
    headwayS: draw(stream.headwayS, Q.headway, 'headwayS'),
    gippsShare: draw(stream.gippsShare, Q.share, 'gippsShare'),
    mobilShare: draw(stream.mobilShare, Q.share, 'mobilShare'),
    truckShare: draw(stream.truckShare, Q.share, 'truckShare'),
    clearAheadM: draw(stream.clearAheadM, Q.distance, 'clearAheadM'),
    clearBehindM: draw(stream.clearBehindM, Q.distance, 'clearBehindM'),
  };
  if (!drawn.present) return [];
  const slotM = drawn.speedMps * drawn.headwayS;
  const slots = Math.floor((drawn.toS - drawn.fromS) / slotM);
  if (slots > MOST_SLOTS) {
    draws.fault(['traffic', index, 'toS'], `at most ${MOST_SLOTS} vehicles in each lane`, `room for ${slots}`);
    return [];
  }
  return stream.lanes.flatMap((number, k) => {
    const lane = map.lanes.find(({ id }) => id === `0/${number}`);
    if (lane === undefined) {
      const expected = `a lane of road 0: one of ${laneNumbers(map, 0).join(', ')}`;
      draws.fault(['traffic', index, 'lanes', k], expected, String(number));
      return [];
    }
    const vehicles = Array.from({ length: Math.max(0, slots) }, (_, slot) => {
      const random = RandomStream.named(seed, `traffic/${stream.id}/${number}/${slot}`);
      const id = `traffic-${stream.id}-${number}-${slot}`;
      return slotVehicle(id, lane, drawn.fromS + slot * slotM, slotM, drawn, random);
    });
    return vehicles.filter((vehicle) => hasRoom(vehicle, lane, ego, egoD, drawn, others, map));
  });
}

interface DrawnStream {
  readonly speedMps: number;
  readonly speedSpread: number;
  readonly gippsShare: number;
  readonly mobilShare: number;
  readonly truckShare: number;
  readonly clearAheadM: number;
  readonly clearBehindM: number;
}

/** Always draws the same number of values, so that a changed share changes nothing else about a driver. */
function slotVehicle(
  id: string,
  lane: Lane,
  slotS: number,
  slotM: number,
  stream: DrawnStream,
  random: RandomStream,
): ActorSpec {
  const place = 0.5 + JITTER * random.range(-1, 1);
  const isTruck = random.uniform() < stream.truckShare;
  const isGipps = random.uniform() < stream.gippsShare;
  const hasMobil = random.uniform() < stream.mobilShare;
  const spread = Math.min(2, Math.max(-2, random.normal()));
  const character = random.uniform();
  const wanted = stream.speedMps * (1 + stream.speedSpread * spread);
  const desiredSpeedMps = isTruck ? Math.min(wanted, TRUCK_SPEED_MPS) : wanted;
  const kind = isTruck ? 'truck' : 'car';
  const behaviour: BehaviourSpec = {
    kind: 'drive',
    follow: isGipps ? gippsDriver(desiredSpeedMps, character) : idmDriver(desiredSpeedMps, character),
    mobil:
      hasMobil && !isTruck
        ? { politeness: 0.5 * character, safeDecelMps2: 3, thresholdMps2: 0.2, biasRightMps2: 0.1, durationS: 4 }
        : null,
    route: [],
    ignoresEgo: false,
  };
  const start = {
    road: 0,
    s: slotS + place * slotM,
    d: lane.centerM,
    headingRad: lane.direction > 0 ? 0 : Math.PI,
    speedMps: Math.min(desiredSpeedMps, stream.speedMps),
  };
  return { id, kind, ...BODY_SIZES[kind], start, behaviour, events: [] };
}

/** From calm (0) to brisk (1), around Treiber and Kesting 2013, table 11.2. */
function idmDriver(desiredSpeedMps: number, character: number): FollowSpec {
  return {
    model: 'idm',
    desiredSpeedMps,
    timeHeadwayS: 1.6 - 0.7 * character,
    minGapM: 2,
    maxAccelMps2: 0.9 + 0.8 * character,
    comfortDecelMps2: 1.5 + 1 * character,
    exponent: 4,
  };
}

/**
 * Reaction time of Gipps 1981; brakes harder and expects hard braking, so that it keeps enough room for an emergency stop
 * of the vehicle ahead.
 */
function gippsDriver(desiredSpeedMps: number, character: number): FollowSpec {
  const decelMps2 = 4.5 + 1.5 * character;
  return {
    model: 'gipps',
    desiredSpeedMps,
    reactionS: 2 / 3,
    minGapM: 2,
    maxAccelMps2: 1.2 + 0.8 * character,
    decelMps2,
    estimatedLeaderDecelMps2: decelMps2 + 1.5,
  };
}

function hasRoom(
  vehicle: ActorSpec,
  lane: Lane,
  ego: EgoSpec,
  egoD: number,
  stream: DrawnStream,
  others: readonly ActorSpec[],
  map: RoadMap,
): boolean {
  const { s } = vehicle.start;
  const half = vehicle.lengthM / 2;
  if (s - half < Math.max(0, lane.startM) || s + half > Math.min(map.roads[0].lengthM, lane.endM)) return false;
  const ahead = s - ego.s;
  if (lane.direction > 0 && ahead < stream.clearAheadM && ahead > -stream.clearBehindM) return false;
  const egoBox = { s: ego.s, d: egoD, speed: ego.speedMps, lengthM: EGO_SIZE.lengthM, widthM: EGO_SIZE.widthM };
  if (tooNear(vehicle, lane, egoBox)) return false;
  return !others.some((other) => {
    if (other.start.road !== 0) return false;
    const along = Math.abs(other.start.headingRad) < Math.PI / 2 ? 1 : -1;
    const speed = along * other.start.speedMps;
    return tooNear(vehicle, lane, { ...other.start, speed, lengthM: other.lengthM, widthM: other.widthM });
  });
}

interface Neighbour {
  readonly s: number;
  readonly d: number;
  /** Along the road, towards growing s. */
  readonly speed: number;
  readonly lengthM: number;
  readonly widthM: number;
}

function tooNear(vehicle: ActorSpec, lane: Lane, other: Neighbour): boolean {
  const { start, lengthM, widthM } = vehicle;
  if (Math.abs(start.d - other.d) > (widthM + other.widthM) / 2 + 0.3) return false;
  const isBehind = (other.s - start.s) * lane.direction > 0;
  const gap = Math.abs(other.s - start.s) - (lengthM + other.lengthM) / 2;
  const otherSpeed = other.speed * lane.direction;
  const [follower, leader] = isBehind ? [start.speedMps, otherSpeed] : [otherSpeed, start.speedMps];
  const closing = Math.max(0, follower - leader);
  const needed = Math.max(START_GAP_M, START_GAP_S * follower) + (closing * closing) / (2 * START_DECEL_MPS2);
  return gap < needed;
}

import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { ActorKind, ActorSpec, BehaviourSpec, EgoSpec, EventSpec, FollowSpec } from '../../sim/driving/spec.ts';
import { BODY_SIZES, EGO_SIZE } from './body-sizes.ts';
import type { Draw, Draws } from './draws.ts';
import { QUANTITIES as Q } from './quantity.ts';
import type { Scenario, ScenarioActor } from './schema.ts';

/** Draws everything about one actor, present or not; null when it is not there in this episode. */
export function resolveActor(
  actor: ScenarioActor,
  index: number,
  ego: EgoSpec,
  map: RoadMap,
  draws: Draws,
): ActorSpec | null {
  const draw = draws.scope(['actors', index], `actor/${actor.id}`);
  const present = draw(actor.when, Q.presence, 'when') > 0;
  const kind: ActorKind =
    typeof actor.kind === 'string' ? actor.kind : draws.pick(actor.kind.choice, `actor/${actor.id}/kind`);
  const size = BODY_SIZES[kind];
  const lengthM = actor.lengthM === undefined ? size.lengthM : draw(actor.lengthM, Q.bodySize, 'lengthM');
  const widthM = actor.widthM === undefined ? size.widthM : draw(actor.widthM, Q.bodySize, 'widthM');
  const heightM = actor.heightM === undefined ? size.heightM : draw(actor.heightM, Q.bodySize, 'heightM');
  const start = resolveStart(actor, index, lengthM, ego, map, draw, draws);
  const behaviour = resolveBehaviour(actor.behaviour, start.road, start.speedMps, draw);
  const events = actor.events.map((event, i) => resolveEvent(event, i, draw));
  return present ? { id: actor.id, kind, lengthM, widthM, heightM, start, behaviour, events } : null;
}

function resolveStart(
  actor: ScenarioActor,
  index: number,
  lengthM: number,
  ego: EgoSpec,
  map: RoadMap,
  draw: Draw,
  draws: Draws,
): ActorSpec['start'] {
  const { start } = actor;
  const fault = (field: string, expected: string, found: unknown) =>
    draws.fault(['actors', index, 'start', field], expected, String(found));
  const bumpers = (EGO_SIZE.lengthM + lengthM) / 2;
  let s = NaN;
  if (start.s !== undefined) s = draw(start.s, Q.along, 'start', 's');
  if (start.gapAheadM !== undefined) s = ego.s + bumpers + draw(start.gapAheadM, Q.gap, 'start', 'gapAheadM');
  if (start.gapBehindM !== undefined) s = ego.s - bumpers - draw(start.gapBehindM, Q.gap, 'start', 'gapBehindM');
  const speedMps = draw(start.speedMps, Q.speed, 'start', 'speedMps');
  const offsetM = draw(start.offsetM, Q.offset, 'start', 'offsetM');
  let headingRad = start.headingRad === undefined ? 0 : draw(start.headingRad, Q.angle, 'start', 'headingRad');
  const place = { road: start.road, s, d: NaN, headingRad, speedMps };
  const road = map.roads.at(start.road);
  if (road === undefined) {
    fault('road', `a road of this map, from 0 to ${map.roads.length - 1}`, start.road);
    return place;
  }
  if (s < 0 || s > road.lengthM) {
    const field = start.s !== undefined ? 's' : start.gapAheadM !== undefined ? 'gapAheadM' : 'gapBehindM';
    fault(field, `a place on road ${start.road}, from s = 0 to ${road.lengthM} m`, `s = ${s}`);
  }
  if (start.d !== undefined) return { ...place, d: draw(start.d, Q.offset, 'start', 'd') };
  const number = draw(start.lane ?? NaN, Q.laneNumber, 'start', 'lane');
  const lane = map.lanes.find(({ id }) => id === `${start.road}/${number}`);
  if (lane === undefined) {
    fault('lane', `a lane of road ${start.road}: one of ${laneNumbers(map, start.road).join(', ')}`, number);
    return place;
  }
  if (s < lane.startM || s > lane.endM) {
    fault('lane', `a lane that exists at s = ${s} m`, `lane ${number}, from ${lane.startM} to ${lane.endM} m`);
  }
  if (start.headingRad === undefined && lane.direction < 0) headingRad = Math.PI;
  return { ...place, d: lane.centerM + offsetM, headingRad };
}

/** Numbers of the driving lanes of a road, by growing d. */
export function laneNumbers(map: RoadMap, road: number): string[] {
  const lanes = map.lanes.filter((lane) => lane.road === road && lane.kind === 'driving');
  return lanes.map(({ id }) => id.slice(id.indexOf('/') + 1));
}

function resolveBehaviour(
  behaviour: ScenarioActor['behaviour'],
  road: number,
  startSpeedMps: number,
  draw: Draw,
): BehaviourSpec {
  switch (behaviour.kind) {
    case 'static':
      return { kind: 'static' };
    case 'walk':
      return {
        kind: 'walk',
        road,
        points: behaviour.points.map(({ s, d }, i) => ({
          s: draw(s, Q.along, 'behaviour', 'points', i, 's'),
          d: draw(d, Q.offset, 'behaviour', 'points', i, 'd'),
        })),
        speedMps: draw(behaviour.speedMps, Q.positiveSpeed, 'behaviour', 'speedMps'),
        accelerationMps2: draw(behaviour.accelerationMps2, Q.acceleration, 'behaviour', 'accelerationMps2'),
        waits: behaviour.waits,
      };
    case 'drive': {
      const { mobil } = behaviour;
      const field = (value: Parameters<Draw>[0], quantity: Parameters<Draw>[1], name: string) =>
        draw(value, quantity, 'behaviour', 'mobil', name);
      return {
        kind: 'drive',
        follow: resolveFollow(behaviour.follow, startSpeedMps, draw),
        mobil: mobil && {
          politeness: field(mobil.politeness, Q.share, 'politeness'),
          safeDecelMps2: field(mobil.safeDecelMps2, Q.acceleration, 'safeDecelMps2'),
          thresholdMps2: field(mobil.thresholdMps2, Q.bias, 'thresholdMps2'),
          biasRightMps2: field(mobil.biasRightMps2, Q.bias, 'biasRightMps2'),
          durationS: field(mobil.durationS, Q.duration, 'durationS'),
        },
        route: behaviour.route,
        ignoresEgo: behaviour.ignoresEgo,
      };
    }
  }
}

type DriveBehaviour = Extract<ScenarioActor['behaviour'], { kind: 'drive' }>;

function resolveFollow(follow: DriveBehaviour['follow'], startSpeedMps: number, draw: Draw): FollowSpec {
  const field = (value: Parameters<Draw>[0], quantity: Parameters<Draw>[1], name: string) =>
    draw(value, quantity, 'behaviour', 'follow', name);
  const desired = follow.desiredSpeedMps;
  const desiredSpeedMps = desired === undefined ? startSpeedMps : field(desired, Q.speed, 'desiredSpeedMps');
  const minGapM = field(follow.minGapM, Q.distance, 'minGapM');
  const maxAccelMps2 = field(follow.maxAccelMps2, Q.acceleration, 'maxAccelMps2');
  if (follow.model === 'gipps') {
    return {
      model: 'gipps',
      desiredSpeedMps,
      reactionS: field(follow.reactionS, Q.duration, 'reactionS'),
      minGapM,
      maxAccelMps2,
      decelMps2: field(follow.decelMps2, Q.acceleration, 'decelMps2'),
      estimatedLeaderDecelMps2: field(follow.estimatedLeaderDecelMps2, Q.acceleration, 'estimatedLeaderDecelMps2'),
    };
  }
  return {
    model: 'idm',
    desiredSpeedMps,
    timeHeadwayS: field(follow.timeHeadwayS, Q.headway, 'timeHeadwayS'),
    minGapM,
    maxAccelMps2,
    comfortDecelMps2: field(follow.comfortDecelMps2, Q.acceleration, 'comfortDecelMps2'),
    exponent: field(follow.exponent, Q.exponent, 'exponent'),
  };
}

type ScenarioEvent = Scenario['actors'][number]['events'][number];

function resolveEvent(event: ScenarioEvent, index: number, draw: Draw): EventSpec {
  return { trigger: resolveTrigger(event.trigger, index, draw), action: resolveAction(event.action, index, draw) };
}

function resolveTrigger(trigger: ScenarioEvent['trigger'], index: number, draw: Draw): EventSpec['trigger'] {
  const at = ['events', index, 'trigger'] as const;
  switch (trigger.kind) {
    case 'time':
      return { kind: 'time', s: draw(trigger.s, Q.time, ...at, 's') };
    case 'ego-gap':
      return { kind: 'ego-gap', m: draw(trigger.m, Q.distance, ...at, 'm') };
    case 'ego-arrival':
      return { kind: 'ego-arrival', s: draw(trigger.s, Q.time, ...at, 's') };
    case 'after':
      return { kind: 'after', of: trigger.of, event: trigger.event, s: draw(trigger.s, Q.time, ...at, 's') };
  }
}

function resolveAction(action: ScenarioEvent['action'], index: number, draw: Draw): EventSpec['action'] {
  const at = ['events', index, 'action'] as const;
  switch (action.kind) {
    case 'brake':
      return {
        kind: 'brake',
        decelMps2: draw(action.decelMps2, Q.acceleration, ...at, 'decelMps2'),
        toSpeedMps: draw(action.toSpeedMps, Q.speed, ...at, 'toSpeedMps'),
        holdS: draw(action.holdS, Q.time, ...at, 'holdS'),
      };
    case 'change-lane':
      return {
        kind: 'change-lane',
        lanes: draw(action.lanes, Q.laneSteps, ...at, 'lanes'),
        durationS: draw(action.durationS, Q.duration, ...at, 'durationS'),
      };
    case 'speed':
      return {
        kind: 'speed',
        speedMps: draw(action.speedMps, Q.speed, ...at, 'speedMps'),
        accelMps2: draw(action.accelMps2, Q.acceleration, ...at, 'accelMps2'),
      };
    case 'go':
    case 'halt':
      return { kind: action.kind };
  }
}

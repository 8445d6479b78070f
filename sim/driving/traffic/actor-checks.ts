import type { RoadMap } from '../map/types.ts';
import type { ActorSpec, BehaviourSpec, EventSpec } from '../spec.ts';

/** Which actions a behaviour can perform. */
const ACTIONS_OF: Record<BehaviourSpec['kind'], readonly EventSpec['action']['kind'][]> = {
  static: [],
  drive: ['brake', 'change-lane', 'speed'],
  walk: ['go', 'halt', 'speed'],
};

/**
 * Refuses actors that cannot be simulated.
 * @throws RangeError that names the actor, the field, what was expected and what was found
 */
export function checkActors(map: RoadMap, actors: readonly ActorSpec[]): void {
  actors.forEach((actor, i) => {
    const before = i === 0 ? '' : actors[i - 1].id;
    if (!(actor.id > before)) fail(actor, 'id', `ids sorted and unique (after ${before || 'the empty id'})`, actor.id);
    if (actor.id === 'ego') fail(actor, 'id', 'an id other than that of the ego', actor.id);
    checkRoad(map, actor, 'start.road', actor.start.road);
    checkPositive(actor, 'lengthM', actor.lengthM);
    checkPositive(actor, 'widthM', actor.widthM);
    if (!(actor.start.speedMps >= 0)) fail(actor, 'start.speedMps', 'a speed of at least 0', actor.start.speedMps);
    checkBehaviour(map, actor, actor.behaviour);
    actor.events.forEach((event, index) => checkEvent(actors, actor, event, index));
  });
}

function checkBehaviour(map: RoadMap, actor: ActorSpec, behaviour: BehaviourSpec): void {
  if (behaviour.kind === 'walk') {
    if (behaviour.road !== actor.start.road) {
      fail(actor, 'behaviour.road', `the start road ${actor.start.road}`, behaviour.road);
    }
    checkPositive(actor, 'behaviour.speedMps', behaviour.speedMps);
    checkPositive(actor, 'behaviour.accelerationMps2', behaviour.accelerationMps2);
    return;
  }
  if (behaviour.kind === 'static') return;
  const { follow, mobil } = behaviour;
  checkPositive(actor, 'behaviour.follow.maxAccelMps2', follow.maxAccelMps2);
  if (follow.model === 'idm') {
    checkPositive(actor, 'behaviour.follow.comfortDecelMps2', follow.comfortDecelMps2);
    checkPositive(actor, 'behaviour.follow.exponent', follow.exponent);
  } else {
    checkPositive(actor, 'behaviour.follow.reactionS', follow.reactionS);
    checkPositive(actor, 'behaviour.follow.decelMps2', follow.decelMps2);
    checkPositive(actor, 'behaviour.follow.estimatedLeaderDecelMps2', follow.estimatedLeaderDecelMps2);
  }
  if (mobil !== null) checkPositive(actor, 'behaviour.mobil.durationS', mobil.durationS);
  behaviour.route.forEach((road, i) => checkRoad(map, actor, `behaviour.route[${i}]`, road));
}

function checkEvent(actors: readonly ActorSpec[], actor: ActorSpec, event: EventSpec, index: number): void {
  const { action, trigger } = event;
  const field = `events[${index}]`;
  const allowed = ACTIONS_OF[actor.behaviour.kind];
  if (!allowed.includes(action.kind)) {
    const possible = allowed.length === 0 ? 'no event' : allowed.join(', ');
    fail(actor, `${field}.action`, `${possible} for the behaviour ${actor.behaviour.kind}`, action.kind);
  }
  if (action.kind === 'change-lane') checkPositive(actor, `${field}.action.durationS`, action.durationS);
  if (action.kind === 'brake') checkPositive(actor, `${field}.action.decelMps2`, action.decelMps2);
  if (action.kind === 'speed') checkPositive(actor, `${field}.action.accelMps2`, action.accelMps2);
  if (trigger.kind !== 'after') return;
  const other = actors.find((candidate) => candidate.id === trigger.of);
  if (other?.events[trigger.event] === undefined || (other === actor && trigger.event === index)) {
    fail(
      actor,
      `${field}.trigger`,
      'another event of an actor of this episode',
      `event ${trigger.event} of ${trigger.of}`,
    );
  }
}

function checkRoad(map: RoadMap, actor: ActorSpec, field: string, road: number): void {
  if (map.roads[road] === undefined) fail(actor, field, `a road from 0 to ${map.roads.length - 1}`, road);
}

function checkPositive(actor: ActorSpec, field: string, value: number): void {
  if (!(value > 0 && value < Infinity)) fail(actor, field, 'a number above 0', value);
}

function fail(actor: ActorSpec, field: string, expected: string, found: string | number): never {
  throw new RangeError(`actor ${actor.id}, ${field}: expected ${expected}, found ${found}`);
}

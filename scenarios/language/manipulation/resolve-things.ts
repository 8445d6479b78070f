import type {
  BeltSpec,
  EventSpec,
  ObjectSpec,
  ObstacleSpec,
  PathSpec,
  PersonSpec,
  Point,
  Shape,
  TriggerSpec,
} from '../../../sim/robotics/spec.ts';
import { pointInBox } from '../../../sim/kernel/geometry.ts';
import type { Draw, Draws } from '../draws.ts';
import { ARM_QUANTITIES as Q } from './quantities.ts';
import type { ManipulationScenario } from './schema.ts';

/** Fields of the written scenario by what they became. */
export interface WrittenAt {
  readonly objects: ReadonlyMap<string, number>;
  readonly obstacles: ReadonlyMap<string, number>;
  /** Of the events that are there. */
  readonly events: readonly number[];
}

type Written = ManipulationScenario;
type WrittenObject = Written['objects'][number];
type WrittenObstacle = Written['obstacles'][number];
type WrittenPath = WrittenObstacle['path'];
type WrittenTrigger = WrittenPath['start'];
type WrittenPoint = WrittenPath['points'][number];
type WrittenEvent = Written['events'][number];

type Steps = readonly (string | number)[];

/** Draws everything about one object, present or not; null when it is not there in this episode. */
export function resolveObject(
  object: WrittenObject,
  index: number,
  belt: BeltSpec | null,
  draws: Draws,
): ObjectSpec | null {
  const draw = draws.scope(['objects', index], `object/${object.id}`);
  const present = draw(object.when, Q.presence, 'when') > 0;
  const shape = resolveShape(object.shape, draw);
  const { bottomM } = object.position;
  const x = draw(object.position.x, Q.place, 'position', 'x');
  const y = draw(object.position.y, Q.place, 'position', 'y');
  const bottom = bottomM === undefined ? groundAt(x, y, belt) : draw(bottomM, Q.height, 'position', 'bottomM');
  const spec = {
    id: object.id,
    shape,
    massKg: draw(object.massKg, Q.mass, 'massKg'),
    friction: draw(object.friction, Q.friction, 'friction'),
    position: [x, y, bottom + heightOf(shape) / 2] as const,
    yawRad: draw(object.yawRad, Q.angle, 'yawRad'),
  };
  return present ? spec : null;
}

/** Height of what lies below a place: the belt or the table. */
function groundAt(x: number, y: number, belt: BeltSpec | null): number {
  if (belt === null) return 0;
  return pointInBox(x, y, belt.x, belt.y, belt.headingRad, belt.lengthM, belt.widthM) ? belt.heightM : 0;
}

export function heightOf(shape: Shape): number {
  switch (shape.kind) {
    case 'box':
      return shape.size[2];
    case 'cylinder':
      return shape.heightM;
    case 'sphere':
      return 2 * shape.radiusM;
  }
}

/** As `resolveObject`, for an obstacle. */
export function resolveObstacle(obstacle: WrittenObstacle, index: number, draws: Draws): ObstacleSpec | null {
  const draw = draws.scope(['obstacles', index], `obstacle/${obstacle.id}`);
  const present = draw(obstacle.when, Q.presence, 'when') > 0;
  const spec = {
    id: obstacle.id,
    shape: resolveShape(obstacle.shape, draw),
    yawRad: draw(obstacle.yawRad, Q.angle, 'yawRad'),
    path: resolvePath(obstacle.path, draw, ['path']),
  };
  return present ? spec : null;
}

/** As `resolveObject`, for the belt. */
export function resolveBelt(belt: Written['belt'], draws: Draws): BeltSpec | null {
  if (belt === null) return null;
  const draw = draws.scope(['belt'], 'belt');
  const present = draw(belt.when, Q.presence, 'when') > 0;
  const spec = {
    x: draw(belt.x, Q.place, 'x'),
    y: draw(belt.y, Q.place, 'y'),
    lengthM: draw(belt.lengthM, Q.beltLength, 'lengthM'),
    widthM: draw(belt.widthM, Q.size, 'widthM'),
    heightM: draw(belt.heightM, Q.size, 'heightM'),
    headingRad: draw(belt.headingRad, Q.angle, 'headingRad'),
    speedMps: draw(belt.speedMps, Q.speed, 'speedMps'),
  };
  return present ? spec : null;
}

/** As `resolveObject`, for the person. */
export function resolvePerson(person: Written['person'], draws: Draws): PersonSpec | null {
  if (person === null) return null;
  const draw = draws.scope(['person'], 'person');
  const present = draw(person.when, Q.presence, 'when') > 0;
  const spec = {
    shoulder: resolvePoint(person.shoulder, draw, ['shoulder']),
    upperArmM: draw(person.upperArmM, Q.limb, 'upperArmM'),
    foreArmM: draw(person.foreArmM, Q.limb, 'foreArmM'),
    radiusM: draw(person.radiusM, Q.limbRadius, 'radiusM'),
    hand: resolvePath(person.hand, draw, ['hand']),
  };
  return present ? spec : null;
}

/** As `resolveObject`, for an event. */
export function resolveEvent(event: WrittenEvent, index: number, draws: Draws): EventSpec | null {
  const draw = draws.scope(['events', index], `event/${index}`);
  const present = draw(event.when, Q.presence, 'when') > 0;
  const spec = {
    trigger: resolveTrigger(event.trigger, draw, ['trigger']),
    action: resolveAction(event.action, draw),
  };
  return present ? spec : null;
}

export function resolvePoint(point: WrittenPoint, draw: Draw, at: Steps): Point {
  return [draw(point.x, Q.place, ...at, 'x'), draw(point.y, Q.place, ...at, 'y'), draw(point.z, Q.height, ...at, 'z')];
}

function resolveShape(shape: WrittenObject['shape'], draw: Draw): Shape {
  const size = (value: Parameters<Draw>[0], field: string) => draw(value, Q.size, 'shape', field);
  switch (shape.kind) {
    case 'box':
      return {
        kind: 'box',
        size: [size(shape.lengthM, 'lengthM'), size(shape.widthM, 'widthM'), size(shape.heightM, 'heightM')],
      };
    case 'cylinder':
      return { kind: 'cylinder', radiusM: size(shape.radiusM, 'radiusM'), heightM: size(shape.heightM, 'heightM') };
    case 'sphere':
      return { kind: 'sphere', radiusM: size(shape.radiusM, 'radiusM') };
  }
}

function resolvePath(path: WrittenPath, draw: Draw, at: Steps): PathSpec {
  return {
    points: path.points.map((point, i) => resolvePoint(point, draw, [...at, 'points', i])),
    peakSpeedMps: draw(path.peakSpeedMps, Q.pathSpeed, ...at, 'peakSpeedMps'),
    dwellS: draw(path.dwellS, Q.time, ...at, 'dwellS'),
    backAndForth: path.backAndForth,
    start: resolveTrigger(path.start, draw, [...at, 'start']),
  };
}

function resolveTrigger(trigger: WrittenTrigger, draw: Draw, at: Steps): TriggerSpec {
  switch (trigger.kind) {
    case 'time':
      return { kind: 'time', s: draw(trigger.s, Q.time, ...at, 's') };
    case 'near':
      return {
        kind: 'near',
        point: resolvePoint(trigger.point, draw, [...at, 'point']),
        distanceM: draw(trigger.distanceM, Q.distance, ...at, 'distanceM'),
      };
    case 'held':
      return { kind: 'held', s: draw(trigger.s, Q.time, ...at, 's') };
  }
}

function resolveAction(action: WrittenEvent['action'], draw: Draw): EventSpec['action'] {
  switch (action.kind) {
    case 'slip':
      return { kind: 'slip' };
    case 'shove': {
      const { x, y } = action.velocity;
      const velocity = [
        draw(x, Q.velocity, 'action', 'velocity', 'x'),
        draw(y, Q.velocity, 'action', 'velocity', 'y'),
      ] as const;
      return { kind: 'shove', object: action.object, velocity };
    }
    case 'belt-speed':
      return { kind: 'belt-speed', speedMps: draw(action.speedMps, Q.speed, 'action', 'speedMps') };
  }
}

import type {
  Color,
  CubePrimitive,
  FrameTransforms,
  LinePrimitive,
  Log,
  Point3,
  Pose,
  SceneEntity,
  SceneUpdate,
} from '@foxglove/schemas';
import { ACTOR_KINDS, EGO, type ActorTable } from '../../sim/driving/actor-table.ts';
import type { Lane, RoadMap, RoadPoint } from '../../sim/driving/map/types.ts';
import { cos, sin } from '../../sim/kernel/math.ts';
import { digits, entityIn, lineThrough, millimetres, time } from './scene-parts.ts';

/** Frame of reference of everything that stands still. */
export const WORLD_FRAME = 'map';
const LINE_WIDTH_M = 0.12;
/** Distance between points of a drawn lane border, m. */
const BORDER_STEP_M = 5;

const WHITE: Color = { r: 0.85, g: 0.85, b: 0.85, a: 1 };
const GREY: Color = { r: 0.5, g: 0.5, b: 0.5, a: 1 };
const EGO_COLOR: Color = { r: 0.12, g: 0.55, b: 0.95, a: 1 };
const ACTOR_COLOR: Color = { r: 0.85, g: 0.55, b: 0.2, a: 1 };
const PLAN_COLOR: Color = { r: 0.2, g: 0.8, b: 0.35, a: 1 };

/** The lanes' borders, drawn once. */
export function mapScene(map: RoadMap): SceneUpdate {
  const lines = map.lanes.flatMap((lane) => [
    borderLine(map, lane, lane.centerM - 0.5 * lane.widthM),
    borderLine(map, lane, lane.centerM + 0.5 * lane.widthM),
  ]);
  return { deletions: [], entities: [{ ...entityIn(WORLD_FRAME, 'lanes', 0), lines }] };
}

/** Where the plan in force leads, on road 0. */
export interface PlannedPath {
  readonly s: ArrayLike<number>;
  readonly d: ArrayLike<number>;
}

/** Boxes of the ego and all actors, and the plan in force. @param timeS simulated time, s */
export function actorScene(actors: ActorTable, map: RoadMap, plan: PlannedPath | null, timeS: number): SceneUpdate {
  const entities: SceneEntity[] = [];
  for (let i = 0; i < actors.count; i++) {
    const kind = i === EGO ? 'ego' : ACTOR_KINDS[actors.kind[i]];
    const metadata = [
      { key: 'kind', value: kind },
      { key: 'speed', value: `${actors.speed[i].toFixed(2)} m/s` },
    ];
    entities.push({ ...entityIn(WORLD_FRAME, actors.entities[i], timeS), metadata, cubes: [box(actors, i)] });
  }
  if (plan === null) return { deletions: [{ timestamp: time(timeS), type: 0, id: 'plan' }], entities };
  const points = Array.from(plan.s, (s, k) => roadPoint(map, 0, s, plan.d[k], 0.1));
  return {
    deletions: [],
    entities: [
      ...entities,
      { ...entityIn(WORLD_FRAME, 'plan', timeS), lines: [lineThrough(points, LINE_WIDTH_M, PLAN_COLOR)] },
    ],
  };
}

/** The ego's frame, for views that follow it. */
export function egoTransform(actors: ActorTable, timeS: number): FrameTransforms {
  const { position, orientation } = pose(actors.x[EGO], actors.y[EGO], 0, actors.heading[EGO]);
  return {
    transforms: [
      {
        timestamp: time(timeS),
        parent_frame_id: WORLD_FRAME,
        child_frame_id: 'ego',
        translation: position,
        rotation: orientation,
      },
    ],
  };
}

/** `LogLevel` of Foxglove, whose values exist at run time only in a package for Node. */
const LEVEL = { info: 2, warning: 3, error: 4 } as const;
const LEVELS: Readonly<Record<string, number>> = {
  collision: LEVEL.error,
  'off-road': LEVEL.error,
  lost: LEVEL.error,
  timeout: LEVEL.warning,
  failure: LEVEL.warning,
  reflex: LEVEL.warning,
  dropped: LEVEL.warning,
  slipped: LEVEL.warning,
};

/** An event for panels that list logs. @param timeS simulated time, s */
export function logMessage(event: { kind: string; entity: string | null; text: string }, timeS: number): Log {
  const { kind, entity: name, text } = event;
  return {
    timestamp: time(timeS),
    level: LEVELS[kind] ?? LEVEL.info,
    message: text,
    name: name ?? kind,
    file: '',
    line: 0,
  };
}

function box(t: ActorTable, i: number): CubePrimitive {
  return {
    pose: pose(t.x[i], t.y[i], 0.5 * t.heightM[i], t.heading[i]),
    size: { x: t.lengthM[i], y: t.widthM[i], z: t.heightM[i] },
    color: i === EGO ? EGO_COLOR : ACTOR_COLOR,
  };
}

function borderLine(map: RoadMap, lane: Lane, d: number): LinePrimitive {
  const pieces = Math.max(1, Math.ceil((lane.endM - lane.startM) / BORDER_STEP_M));
  const points: Point3[] = [];
  for (let k = 0; k <= pieces; k++) {
    const s = lane.startM + ((lane.endM - lane.startM) * k) / pieces;
    points.push(roadPoint(map, lane.road, s, d, 0.02));
  }
  return lineThrough(points, LINE_WIDTH_M, lane.kind === 'driving' ? WHITE : GREY);
}

const scratch: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };

function roadPoint(map: RoadMap, road: number, s: number, d: number, z: number): Point3 {
  const p = map.roads[road].pose(s, d, scratch);
  return { x: millimetres(p.x), y: millimetres(p.y), z };
}

function pose(x: number, y: number, z: number, heading: number): Pose {
  return {
    position: { x: millimetres(x), y: millimetres(y), z: millimetres(z) },
    orientation: { x: 0, y: 0, z: digits(sin(0.5 * heading)), w: digits(cos(0.5 * heading)) },
  };
}

import type { Color, LinePrimitive, Point3, SceneEntity, Time } from '@foxglove/schemas';

/** `LineType.LINE_STRIP` of Foxglove, whose values exist at run time only in a package for Node. */
const LINE_STRIP = 0;

/** An entity without anything in it. @param timeS simulated time, s */
export function entityIn(frame: string, id: string, timeS: number): SceneEntity {
  return {
    timestamp: time(timeS),
    frame_id: frame,
    id,
    lifetime: { sec: 0, nsec: 0 },
    frame_locked: false,
    metadata: [],
    arrows: [],
    cubes: [],
    spheres: [],
    cylinders: [],
    lines: [],
    triangles: [],
    texts: [],
    models: [],
  };
}

export function lineThrough(points: Point3[], thicknessM: number, color: Color): LinePrimitive {
  return {
    type: LINE_STRIP,
    pose: { position: { x: 0, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
    thickness: thicknessM,
    scale_invariant: false,
    points,
    color,
    colors: [],
    indices: [],
  };
}

/** Pictures need no more, and the exact numbers are in the state. */
export function millimetres(m: number): number {
  return Math.round(m * 1000) / 1000;
}

export function digits(x: number): number {
  return Math.round(x * 1e6) / 1e6;
}

export function time(timeS: number): Time {
  const nanos = Math.round(timeS * 1e9);
  const sec = Math.floor(nanos / 1e9);
  return { sec, nsec: nanos - sec * 1e9 };
}

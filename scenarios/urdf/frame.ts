import { cos, sin } from '../../sim/kernel/math.ts';
import type { Frame } from '../../sim/robotics/arm/arm-model.ts';

export type Vector3 = readonly [number, number, number];

export const IDENTITY: Frame = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

/** A frame by its position and by turns about the fixed axes x, y, z in this order, rad: URDF's `<origin>`. */
export function frameOf(xyz: Vector3, rpy: Vector3): Frame {
  const [sr, sp, sy] = rpy.map(sin);
  const [cr, cp, cy] = rpy.map(cos);
  return {
    rotation: [
      cy * cp,
      cy * sp * sr - sy * cr,
      cy * sp * cr + sy * sr,
      sy * cp,
      sy * sp * sr + cy * cr,
      sy * sp * cr - cy * sr,
      -sp,
      cp * sr,
      cp * cr,
    ],
    translation: xyz,
  };
}

/** Frame `b`, given in frame `a`, in the frame in which `a` is given. */
export function compose(a: Frame, b: Frame): Frame {
  const [p, q, r, s, t, u, v, w, x] = b.rotation;
  const one = rotate(a, [p, s, v]);
  const two = rotate(a, [q, t, w]);
  const three = rotate(a, [r, u, x]);
  return {
    rotation: [one[0], two[0], three[0], one[1], two[1], three[1], one[2], two[2], three[2]],
    translation: transform(a, b.translation),
  };
}

/** A direction given in `frame`, outside it. */
export function rotate({ rotation: r }: Frame, [x, y, z]: Vector3): Vector3 {
  return [r[0] * x + r[1] * y + r[2] * z, r[3] * x + r[4] * y + r[5] * z, r[6] * x + r[7] * y + r[8] * z];
}

/** A point given in `frame`, outside it. */
export function transform(frame: Frame, point: Vector3): Vector3 {
  return add(rotate(frame, point), frame.translation);
}

/** The frame in which `frame` is given, in `frame`. */
export function inverse({ rotation: r, translation }: Frame): Frame {
  const back: Frame = { rotation: [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]], translation: [0, 0, 0] };
  return { rotation: back.rotation, translation: scale(rotate(back, translation), -1) };
}

/** Unit vector along axis 0, 1 or 2 of `frame`. */
export function axisOf({ rotation: r }: Frame, axis: 0 | 1 | 2): Vector3 {
  return [r[axis], r[axis + 3], r[axis + 6]];
}

export function add(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function scale(a: Vector3, factor: number): Vector3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function length(a: Vector3): number {
  return Math.sqrt(dot(a, a));
}

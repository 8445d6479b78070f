import type { BodySize } from '../../scenarios/language/body-sizes.ts';
import type { OpenedActor } from '../live/protocol.ts';
import type { CameraMode } from './scene-view.ts';

export const FIELD_OF_VIEW_DEG: Readonly<Record<CameraMode, number>> = { chase: 55, driver: 66, top: 28, orbit: 50 };
/** How fast the chase camera swings behind the actor, 1/s. */
export const SWING_RATE = 3.5;
/** Where the orbit camera stands at first, and how near and far it goes. */
export const ORBIT = { backM: 11, leftM: 7, upM: 6, targetZM: 0.9, nearestM: 3, farthestM: 320 } as const;
/** Least and most factor of the distance of the chase camera and of the height of the one above. */
export const ZOOM = { least: 0.45, most: 4, perNotch: 1.12 } as const;

const CAMERA_NAMES: Readonly<Record<CameraMode, string>> = {
  chase: 'Chase camera',
  driver: "Driver's view",
  top: 'View from above',
  orbit: 'Orbit camera',
};

/** What a camera shows, in words. */
export function cameraText(camera: CameraMode, actor: Pick<OpenedActor, 'id' | 'kind'>): string {
  return `${CAMERA_NAMES[camera]} on ${actor.kind === 'ego' ? 'the ego' : actor.id}`;
}

/** Where a camera stands, what it looks at, and what is up in its picture; world frame, m. */
export interface CameraPose {
  x: number;
  y: number;
  z: number;
  targetX: number;
  targetY: number;
  targetZ: number;
  upX: number;
  upY: number;
  upZ: number;
}

export function newCameraPose(): CameraPose {
  return { x: 0, y: 0, z: 0, targetX: 0, targetY: 0, targetZ: 0, upX: 0, upY: 0, upZ: 1 };
}

const CHASE = { backM: 8, upM: 4, aheadM: 9, targetZM: 0.9 } as const;
const TOP = { heightM: 118, aheadM: 14 } as const;
/** Where the driver's head is: before the middle, where no roof is in the picture, and to the left, as shares of length and width; height as a share. */
const EYE = { ahead: 0.1, left: 0.2, up: 0.82 } as const;
/** High seats are at the front. */
const CAB_EYE = { ahead: 0.39, left: 0.24, up: 0.72 } as const;
const CAB_LENGTH_M = 5.5;
const LOOK_M = 30;

/** Behind and above (x, y), looking over it. `zoom`: factor of the distance. */
export function chasePose(
  x: number,
  y: number,
  heading: number,
  size: BodySize,
  zoom: number,
  out: CameraPose,
): CameraPose {
  const cos = Math.cos(heading);
  const sin = Math.sin(heading);
  // From behind a truck one sees no more than from behind a car unless one stands farther off.
  const back = (CHASE.backM + Math.max(0, size.lengthM / 2 - 2.3)) * zoom;
  const up = (CHASE.upM + Math.max(0, 0.8 * (size.heightM - 1.8))) * zoom;
  out.x = x - back * cos;
  out.y = y - back * sin;
  out.z = up;
  out.targetX = x + CHASE.aheadM * cos;
  out.targetY = y + CHASE.aheadM * sin;
  out.targetZ = CHASE.targetZM;
  return upright(out);
}

/** The driver's or walker's eyes. */
export function driverPose(x: number, y: number, heading: number, size: BodySize, out: CameraPose): CameraPose {
  const cos = Math.cos(heading);
  const sin = Math.sin(heading);
  const slender = size.widthM < 1;
  const eye = size.lengthM > CAB_LENGTH_M ? CAB_EYE : EYE;
  const ahead = (slender ? 0.25 : eye.ahead) * size.lengthM;
  const left = slender ? 0 : eye.left * size.widthM;
  out.x = x + ahead * cos - left * sin;
  out.y = y + ahead * sin + left * cos;
  out.z = (slender ? 0.93 : eye.up) * size.heightM;
  out.targetX = out.x + LOOK_M * cos;
  out.targetY = out.y + LOOK_M * sin;
  out.targetZ = out.z - 0.055 * LOOK_M;
  return upright(out);
}

/** Straight from above; `up` is the direction that points up in the picture, rad. */
export function topPose(x: number, y: number, up: number, zoom: number, out: CameraPose): CameraPose {
  const cos = Math.cos(up);
  const sin = Math.sin(up);
  out.targetX = x + TOP.aheadM * zoom * cos;
  out.targetY = y + TOP.aheadM * zoom * sin;
  out.targetZ = 0;
  out.x = out.targetX;
  out.y = out.targetY;
  out.z = TOP.heightM * zoom;
  out.upX = cos;
  out.upY = sin;
  out.upZ = 0;
  return out;
}

/** Share of a difference that is left after `seconds` when it decays at `rate` per second. */
export function decay(rate: number, seconds: number): number {
  return Math.exp(-rate * Math.max(0, seconds));
}

/** Turns `angle` towards `goal` along the shorter way until the share `left` of the difference is left, rad. */
export function turnTowards(angle: number, goal: number, left: number): number {
  const turn = angle - goal;
  return goal + left * (turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
}

function upright(out: CameraPose): CameraPose {
  out.upX = 0;
  out.upY = 0;
  out.upZ = 1;
  return out;
}

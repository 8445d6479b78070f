import { PerspectiveCamera } from 'three';

/** How one looks at the table. */
export interface TableViewpoint {
  /** `top`: straight from above, x to the right; else around the table. */
  readonly camera: 'orbit' | 'top';
  /** 1: the arm and its table fill the picture; 2: half as far away. */
  readonly zoom: number;
  /** Where the camera stands around the table, counter-clockwise from x, and above its top, rad. */
  readonly azimuth: number;
  readonly elevation: number;
}

/** The middle of what is looked at, m. */
const TARGET = { x: 0.3, y: 0, z: 0.27 } as const;
const ORBIT_M = 2.1;
const TOP_M = 2.6;
const NEAREST_M = 0.3;
const FARTHEST_M = 12;
const FIELD_OF_VIEW_DEG = 36;
/** Narrower pictures than this are taken from farther away, so that nothing is cut off at the sides. */
const LEAST_ASPECT = 1.35;

export function newTableCamera(): PerspectiveCamera {
  return new PerspectiveCamera(FIELD_OF_VIEW_DEG, 1, 0.05, 40);
}

/** Puts a camera where a viewpoint says. */
export function placeTableCamera(
  camera: PerspectiveCamera,
  { camera: mode, zoom, azimuth, elevation }: TableViewpoint,
): void {
  const usual = (mode === 'top' ? TOP_M : ORBIT_M) * Math.max(1, LEAST_ASPECT / camera.aspect);
  const distance = Math.min(FARTHEST_M, Math.max(NEAREST_M, usual / zoom));
  const { x, y, z } = TARGET;
  if (mode === 'top') {
    camera.up.set(0, 1, 0);
    camera.position.set(x, y, distance);
    camera.lookAt(x, y, 0);
  } else {
    const flat = distance * Math.cos(elevation);
    camera.up.set(0, 0, 1);
    camera.position.set(x + flat * Math.cos(azimuth), y + flat * Math.sin(azimuth), z + distance * Math.sin(elevation));
    camera.lookAt(x, y, z);
  }
  camera.updateMatrixWorld();
}

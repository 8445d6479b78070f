import type { BoxModel, Frame, SphereModel } from '../../sim/robotics/arm/arm-model.ts';
import { compose, transform } from './frame.ts';
import type { Vector3 } from './frame.ts';
import type { UrdfShape } from './read-link.ts';

/** Most spheres for one shape, and how far beyond it they may stand before more are taken, m. */
const MAX_SPHERES = 16;
const ENOUGH_M = 0.01;

/** Of the excess, what must be left at most for more spheres to be worth their time. */
const WORTHWHILE = 0.85;

/** Spheres that cover a shape wholly. */
export interface Cover {
  readonly spheres: readonly SphereModel[];
  /** How far the farthest of them stands out of the shape, m. */
  readonly excessM: number;
}

/**
 * @param frame of the link's part that has the shape
 * @returns spheres in the frame in which `frame` is given
 */
export function coverShape(frame: Frame, shape: UrdfShape): Cover {
  const { centres, radiusM, excessM } = coverAtOrigin(shape);
  const place = compose(frame, shape.frame);
  return { spheres: centres.map((centre) => ({ centre: transform(place, centre), radiusM })), excessM };
}

/** The box around a shape, along the shape's own axes. */
export function boxAround(frame: Frame, shape: UrdfShape): BoxModel {
  return { frame: compose(frame, shape.frame), size: sizeOf(shape) };
}

function sizeOf(shape: UrdfShape): Vector3 {
  if (shape.kind === 'box') return shape.size;
  const width = 2 * shape.radiusM;
  return [width, width, shape.kind === 'cylinder' ? shape.lengthM : width];
}

interface EqualSpheres {
  readonly centres: readonly Vector3[];
  readonly radiusM: number;
  readonly excessM: number;
}

function coverAtOrigin(shape: UrdfShape): EqualSpheres {
  switch (shape.kind) {
    case 'sphere':
      return { centres: [[0, 0, 0]], radiusM: shape.radiusM, excessM: 0 };
    case 'cylinder':
      return coverCylinder(shape.radiusM, shape.lengthM);
    case 'box':
      return coverBox(shape.size);
  }
}

/** Slices of equal height, each within the sphere around it. */
function coverCylinder(radiusM: number, lengthM: number): EqualSpheres {
  return best((count) => {
    const half = lengthM / count / 2;
    const around = Math.sqrt(radiusM * radiusM + half * half);
    return {
      centres: middles(lengthM, count).map((z): Vector3 => [0, 0, z]),
      radiusM: around,
      excessM: around - Math.min(radiusM, half),
    };
  });
}

/** Equal cells, each within the sphere around it. */
function coverBox(size: Vector3): EqualSpheres {
  return best((count) => {
    const [nx, ny, nz] = cellCounts(size, count);
    const [x, y, z] = [size[0] / nx / 2, size[1] / ny / 2, size[2] / nz / 2];
    const around = Math.sqrt(x * x + y * y + z * z);
    const centres = middles(size[0], nx).flatMap((cx) =>
      middles(size[1], ny).flatMap((cy) => middles(size[2], nz).map((cz): Vector3 => [cx, cy, cz])),
    );
    return { centres, radiusM: around, excessM: around - Math.min(x, y, z) };
  });
}

/** Cuts the longest cell edge until one more cut would make more than `most` cells. */
function cellCounts(size: Vector3, most: number): Vector3 {
  const counts: [number, number, number] = [1, 1, 1];
  for (;;) {
    const edges = size.map((length, axis) => length / counts[axis]);
    const longest = edges.indexOf(Math.max(...edges));
    counts[longest]++;
    if (counts[0] * counts[1] * counts[2] > most) {
      counts[longest]--;
      return counts;
    }
  }
}

/** The fewest spheres that are close enough, else as many as pay. */
function best(cover: (most: number) => EqualSpheres): EqualSpheres {
  let chosen = cover(1);
  for (let most = 2; most <= MAX_SPHERES && chosen.excessM > ENOUGH_M; most++) {
    const other = cover(most);
    if (other.excessM < WORTHWHILE * chosen.excessM) chosen = other;
  }
  return chosen;
}

/** Middles of `count` equal pieces of a length around 0. */
function middles(length: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => length * ((i + 0.5) / count - 0.5));
}

import { BufferAttribute, CylinderGeometry, SphereGeometry, type BufferGeometry } from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import type { Shape, TaskSpec } from '../../../sim/robotics/spec.ts';
import type { Role } from './table-materials.ts';

/** Edges of boxes are rounded by so much, but by no more than a share of the shortest side, m. */
const ROUND_M = 0.004;
const ROUND_SHARE = 0.12;
/** Balls wear darker sectors, so that one sees them roll. */
const SECTORS = 6;
const DARKER = 0.72;

/** A shape about its centre, along its own axes, with vertex colours that darken its role's colour. */
export function shapeGeometry(shape: Shape): BufferGeometry {
  if (shape.kind === 'sphere') return withSectors(new SphereGeometry(shape.radiusM, 36, 18).rotateX(Math.PI / 2));
  if (shape.kind === 'cylinder') {
    return withSectors(new CylinderGeometry(shape.radiusM, shape.radiusM, shape.heightM, 36).rotateX(Math.PI / 2));
  }
  const [x, y, z] = shape.size;
  const round = Math.min(ROUND_M, ROUND_SHARE * Math.min(x, y, z));
  return white(new RoundedBoxGeometry(x, y, z, 2, round));
}

/** Role of an object by its id. */
export function roleOf(id: string, task: TaskSpec): Role {
  if (task.kind === 'reach') return 'other';
  if (id === task.object) return 'task';
  return task.kind === 'stack' && id === task.base ? 'base' : 'other';
}

function white(geometry: BufferGeometry): BufferGeometry {
  const { count } = geometry.getAttribute('position');
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(3 * count).fill(1), 3));
  return geometry;
}

function withSectors(indexed: BufferGeometry): BufferGeometry {
  const geometry = indexed.toNonIndexed();
  indexed.dispose();
  const positions = geometry.getAttribute('position');
  const shades = new Float32Array(3 * positions.count);
  for (let corner = 0; corner < positions.count; corner += 3) {
    let [x, y] = [0, 0];
    for (let k = 0; k < 3; k++) {
      x += positions.getX(corner + k);
      y += positions.getY(corner + k);
    }
    const sector = Math.floor(((Math.atan2(y, x) + Math.PI) / (2 * Math.PI)) * SECTORS);
    shades.fill(sector % 2 === 0 ? 1 : DARKER, 3 * corner, 3 * corner + 9);
  }
  geometry.setAttribute('color', new BufferAttribute(shades, 3));
  return geometry;
}

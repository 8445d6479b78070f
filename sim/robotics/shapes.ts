import type { Shape } from './spec.ts';

/** Half of the lengths of a shape along its axes, m. */
export function halfSizesOf(shape: Shape): [number, number, number] {
  if (shape.kind === 'sphere') return [shape.radiusM, shape.radiusM, shape.radiusM];
  if (shape.kind === 'cylinder') return [shape.radiusM, shape.radiusM, shape.heightM / 2];
  return [shape.size[0] / 2, shape.size[1] / 2, shape.size[2] / 2];
}

/** Radius of the smallest ball around the centre of a shape with these half lengths that contains it, m. */
export function boundingRadiusM(kind: Shape['kind'], halfX: number, halfY: number, halfZ: number): number {
  if (kind === 'sphere') return halfX;
  const across = kind === 'box' ? halfX * halfX + halfY * halfY : halfX * halfX;
  return Math.sqrt(across + halfZ * halfZ);
}

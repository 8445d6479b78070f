import { cos, sin } from '../../kernel/math.ts';

/** Corners of the polygon that stands for a cylinder's rim. */
const RIM_CORNERS = 12;

/**
 * Edges of a shape whose half lengths are 1: a segment each, its start and then its step, 6 numbers. Scaled by a shape's
 * half lengths they are its own.
 */
export const BOX_WIRE: Float64Array = boxWire();
/** Both rims and lines between them; all on the surface, no point of the cylinder is farther than 3.5 % of its radius outside their hull. */
export const CYLINDER_WIRE: Float64Array = cylinderWire();

function boxWire(): Float64Array {
  const edges: number[] = [];
  for (const u of [-1, 1]) {
    for (const v of [-1, 1]) {
      edges.push(-1, u, v, 2, 0, 0);
      edges.push(u, -1, v, 0, 2, 0);
      edges.push(u, v, -1, 0, 0, 2);
    }
  }
  return Float64Array.from(edges);
}

function cylinderWire(): Float64Array {
  const edges: number[] = [];
  for (let k = 0; k < RIM_CORNERS; k++) {
    const here = (2 * Math.PI * k) / RIM_CORNERS;
    const next = (2 * Math.PI * ((k + 1) % RIM_CORNERS)) / RIM_CORNERS;
    const x = cos(here);
    const y = sin(here);
    const dx = cos(next) - x;
    const dy = sin(next) - y;
    edges.push(x, y, -1, dx, dy, 0);
    edges.push(x, y, 1, dx, dy, 0);
    edges.push(x, y, -1, 0, 0, 2);
  }
  return Float64Array.from(edges);
}

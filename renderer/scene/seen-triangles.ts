import { BufferAttribute, DynamicDrawUsage, type BufferGeometry } from 'three';
import type { Sight } from './actor-layer.ts';

/** Side of the squares that are drawn or left out as a whole, m. */
const SQUARE_M = 160;
/** Farther away, fog has hidden everything, m. */
const REACH_M = 1300;

interface Square {
  x: number;
  y: number;
  radiusM: number;
  isSeen: boolean;
}

/**
 * Keeps from the graphics device the triangles of a long mesh on the ground that nobody sees: behind the camera and beyond the
 * fog. The others stay in their order, which says what lies on what.
 */
export class SeenTriangles {
  private readonly all: Uint32Array;
  /** Square of each triangle. */
  private readonly squareOf: Uint16Array;
  private readonly squares: Square[] = [];
  private readonly index: BufferAttribute;

  /** @param geometry whose index is replaced */
  constructor(private readonly geometry: BufferGeometry) {
    const { count } = geometry.getAttribute('position');
    this.all = Uint32Array.from(geometry.index?.array ?? Array.from({ length: count }, (_, i) => i));
    this.squareOf = new Uint16Array(this.all.length / 3);
    this.index = new BufferAttribute(this.all.slice(), 1).setUsage(DynamicDrawUsage);
    geometry.setIndex(this.index);
    this.divide();
  }

  look(sight: Sight): void {
    let hasChanged = false;
    for (const square of this.squares) {
      const isSeen = isInSight(sight, square);
      hasChanged ||= isSeen !== square.isSeen;
      square.isSeen = isSeen;
    }
    if (hasChanged) this.write();
  }

  private write(): void {
    const { all, squareOf, squares } = this;
    const out = this.index.array;
    let count = 0;
    for (let triangle = 0; triangle < squareOf.length; triangle++) {
      if (!squares[squareOf[triangle]].isSeen) continue;
      out[count] = all[3 * triangle];
      out[count + 1] = all[3 * triangle + 1];
      out[count + 2] = all[3 * triangle + 2];
      count += 3;
    }
    this.index.needsUpdate = true;
    this.geometry.setDrawRange(0, count);
  }

  private divide(): void {
    const { all, squareOf, squares } = this;
    const position = this.geometry.getAttribute('position');
    const numbers = new Map<string, number>();
    for (let triangle = 0; triangle < squareOf.length; triangle++) {
      const corner = all[3 * triangle];
      const column = Math.floor(position.getX(corner) / SQUARE_M);
      const row = Math.floor(position.getY(corner) / SQUARE_M);
      const key = `${column} ${row}`;
      let number = numbers.get(key);
      if (number === undefined) {
        number = squares.length;
        numbers.set(key, number);
        const [x, y] = [(column + 0.5) * SQUARE_M, (row + 0.5) * SQUARE_M];
        squares.push({ x, y, radiusM: 0, isSeen: true });
      }
      squareOf[triangle] = number;
      const square = squares[number];
      for (let i = 0; i < 3; i++) {
        const vertex = all[3 * triangle + i];
        const away = Math.hypot(position.getX(vertex) - square.x, position.getY(vertex) - square.y);
        square.radiusM = Math.max(square.radiusM, away);
      }
    }
  }
}

function isInSight(sight: Sight, { x, y, radiusM }: Square): boolean {
  const dx = x - sight.x;
  const dy = y - sight.y;
  const ahead = dx * sight.forwardX + dy * sight.forwardY - sight.z * sight.forwardZ;
  return ahead > -radiusM && Math.hypot(dx, dy) < REACH_M + radiusM;
}

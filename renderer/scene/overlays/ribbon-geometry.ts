import { BufferAttribute, BufferGeometry, DynamicDrawUsage } from 'three';

/** Points that are nearer to each other give no direction, m. */
const NO_DIRECTION_M = 0.05;

/**
 * A band along a path on the ground: two vertices per point, both at the path; the shader moves them aside by `across`
 * (unit normal x, y and side, -1 right, 1 left) times half the width. `shape`: way since the start (m), half width (m),
 * opacity. Built once, rewritten in place.
 */
export class RibbonGeometry extends BufferGeometry {
  private readonly centres: Float32Array;
  private readonly across: Float32Array;
  private readonly shape: Float32Array;
  private points = 0;

  constructor(readonly capacity: number) {
    super();
    this.centres = new Float32Array(capacity * 2 * 3);
    this.across = new Float32Array(capacity * 2 * 3);
    this.shape = new Float32Array(capacity * 2 * 3);
    this.setAttribute('position', dynamic(this.centres));
    this.setAttribute('across', dynamic(this.across));
    this.setAttribute('shape', dynamic(this.shape));
    const index = new Uint16Array(Math.max(0, capacity - 1) * 6);
    for (let i = 0; i + 1 < capacity; i++) {
      const v = 2 * i;
      index.set([v, v + 2, v + 1, v + 1, v + 2, v + 3], 6 * i);
    }
    this.setIndex(new BufferAttribute(index, 1));
    this.setDrawRange(0, 0);
  }

  begin(): void {
    this.points = 0;
  }

  add(x: number, y: number, z: number, halfWidthM: number, opacity: number): void {
    if (this.points >= this.capacity) return;
    const at = this.points++ * 6;
    for (let side = 0; side < 2; side++) {
      const v = at + 3 * side;
      this.centres[v] = x;
      this.centres[v + 1] = y;
      this.centres[v + 2] = z;
      this.shape[v + 1] = halfWidthM;
      this.shape[v + 2] = opacity;
    }
  }

  /** @param heading of the path where it has no length, rad */
  end(heading: number): void {
    this.measure();
    let tx = Math.cos(heading);
    let ty = Math.sin(heading);
    for (let i = 0; i < this.points; i++) {
      const before = this.neighbour(i, -1);
      const after = this.neighbour(i, 1);
      const dx = this.centres[after * 6] - this.centres[before * 6];
      const dy = this.centres[after * 6 + 1] - this.centres[before * 6 + 1];
      const length = Math.hypot(dx, dy);
      if (length > NO_DIRECTION_M) {
        tx = dx / length;
        ty = dy / length;
      }
      for (let side = 0; side < 2; side++) {
        const v = i * 6 + 3 * side;
        this.across[v] = -ty;
        this.across[v + 1] = tx;
        this.across[v + 2] = side === 0 ? -1 : 1;
      }
    }
    this.setDrawRange(0, Math.max(0, this.points - 1) * 6);
    this.attributes.position.needsUpdate = true;
    this.attributes.across.needsUpdate = true;
    this.attributes.shape.needsUpdate = true;
  }

  /** Way from the start to a point between two points, m. */
  alongAt(index: number): number {
    if (this.points === 0) return 0;
    const i = Math.min(this.points - 1, Math.max(0, Math.floor(index)));
    const next = Math.min(this.points - 1, i + 1);
    const f = Math.min(1, Math.max(0, index - i));
    return this.shape[i * 6] + f * (this.shape[next * 6] - this.shape[i * 6]);
  }

  private measure(): void {
    let along = 0;
    for (let i = 0; i < this.points; i++) {
      const at = i * 6;
      if (i > 0)
        along += Math.hypot(this.centres[at] - this.centres[at - 6], this.centres[at + 1] - this.centres[at - 5]);
      this.shape[at] = along;
      this.shape[at + 3] = along;
    }
  }

  /** The nearest point before or after `i` that is far enough away to give a direction, else `i`. */
  private neighbour(i: number, step: -1 | 1): number {
    for (let j = i + step; j >= 0 && j < this.points; j += step) {
      const dx = this.centres[j * 6] - this.centres[i * 6];
      const dy = this.centres[j * 6 + 1] - this.centres[i * 6 + 1];
      if (dx * dx + dy * dy > NO_DIRECTION_M * NO_DIRECTION_M) return j;
    }
    return i;
  }
}

function dynamic(array: Float32Array): BufferAttribute {
  return new BufferAttribute(array, 3).setUsage(DynamicDrawUsage);
}

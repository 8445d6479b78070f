import { atan2, cos, sin, wrapAngle } from '../../kernel/math.ts';
import type { ActorTable } from '../actor-table.ts';

/**
 * The boxes of an actor table as seen from one point in the plane: the angle that each fills and its distance. Row i is
 * row i of the table; a row is meaningful after `view(i)`. Reused from look to look, so that nothing is allocated.
 */
export class BoxViews {
  /** Direction of the right-hand edge, rad in (-pi, pi]. */
  readonly from: Float64Array;
  /** Angle filled, counter-clockwise from `from`, rad; below pi from outside, 2 pi from within the box. */
  readonly width: Float64Array;
  /** Distance of the nearest point, m; 0 from within. */
  readonly nearM: Float64Array;
  /** Distance at which the last `cast` entered and left the box, m; Infinity when it missed. */
  enterM = Infinity;
  leaveM = Infinity;

  private readonly table: ActorTable;
  private readonly cosHeading: Float64Array;
  private readonly sinHeading: Float64Array;
  /** The viewpoint in the frame of the box, m. */
  private readonly localX: Float64Array;
  private readonly localY: Float64Array;

  constructor(table: ActorTable) {
    this.table = table;
    this.from = new Float64Array(table.count);
    this.width = new Float64Array(table.count);
    this.nearM = new Float64Array(table.count);
    this.cosHeading = new Float64Array(table.count);
    this.sinHeading = new Float64Array(table.count);
    this.localX = new Float64Array(table.count);
    this.localY = new Float64Array(table.count);
  }

  /** Looks at row `i` from (x, y); false if all of it is farther than `rangeM`, and then nothing else is known. */
  view(i: number, x: number, y: number, rangeM: number): boolean {
    const t = this.table;
    const halfLength = 0.5 * t.lengthM[i];
    const halfWidth = 0.5 * t.widthM[i];
    const toX = x - t.x[i];
    const toY = y - t.y[i];
    const reach = rangeM + halfLength + halfWidth;
    if (toX * toX + toY * toY > reach * reach) return false;

    const heading = t.heading[i];
    const c = cos(heading);
    const s = sin(heading);
    const px = toX * c + toY * s;
    const py = toY * c - toX * s;
    this.cosHeading[i] = c;
    this.sinHeading[i] = s;
    this.localX[i] = px;
    this.localY[i] = py;

    const beyondX = Math.max(0, Math.abs(px) - halfLength);
    const beyondY = Math.max(0, Math.abs(py) - halfWidth);
    const near = Math.sqrt(beyondX * beyondX + beyondY * beyondY);
    this.nearM[i] = near;
    if (near > rangeM) return false;

    const sideX = px > halfLength ? 1 : px < -halfLength ? -1 : 0;
    const sideY = py > halfWidth ? 1 : py < -halfWidth ? -1 : 0;
    if (sideX === 0 && sideY === 0) {
      this.from[i] = 0;
      this.width[i] = 2 * Math.PI;
      return true;
    }
    // Which corners bound the silhouette depends only on the side(s) of the box that the viewpoint faces.
    const right = atan2(
      (sideX === 0 ? sideY : sideX) * halfWidth - py,
      (sideY === 0 ? sideX : -sideY) * halfLength - px,
    );
    const left = atan2(
      (sideX === 0 ? sideY : -sideX) * halfWidth - py,
      (sideY === 0 ? sideX : sideY) * halfLength - px,
    );
    this.from[i] = wrapAngle(heading + right);
    this.width[i] = left < right ? left - right + 2 * Math.PI : left - right;
    return true;
  }

  /**
   * Casts a ray from the viewpoint of `view(i)` along the unit vector (dirX, dirY) against the box of row `i` (slab
   * method, Kay and Kajiya 1986). True if it hits; then `enterM` (0 from within) and `leaveM` tell where.
   */
  cast(i: number, dirX: number, dirY: number): boolean {
    const c = this.cosHeading[i];
    const s = this.sinHeading[i];
    const ux = dirX * c + dirY * s;
    const uy = dirY * c - dirX * s;
    const px = this.localX[i];
    const py = this.localY[i];
    const halfLength = 0.5 * this.table.lengthM[i];
    const halfWidth = 0.5 * this.table.widthM[i];
    let enter = 0;
    let leave = Infinity;
    if (ux !== 0) {
      const a = (-halfLength - px) / ux;
      const b = (halfLength - px) / ux;
      enter = Math.max(enter, Math.min(a, b));
      leave = Math.min(leave, Math.max(a, b));
    } else if (Math.abs(px) > halfLength) leave = -1;
    if (uy !== 0) {
      const a = (-halfWidth - py) / uy;
      const b = (halfWidth - py) / uy;
      enter = Math.max(enter, Math.min(a, b));
      leave = Math.min(leave, Math.max(a, b));
    } else if (Math.abs(py) > halfWidth) leave = -1;
    if (leave < enter) {
      this.enterM = Infinity;
      this.leaveM = Infinity;
      return false;
    }
    this.enterM = enter;
    this.leaveM = leave;
    return true;
  }
}
